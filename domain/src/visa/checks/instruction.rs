//! A ministry's instruction on which a request rests, and when it was written (R26 para 27).

use super::asked::Asked;
use crate::{
    application::{Instruction, Ministry},
    checks::{finding::Finding, instruction::Instructed},
    problem::Problem,
    visa::request::{Basis, BasisKind},
};

pub(super) fn check(asked: Asked) -> Result<Option<Finding>, Problem> {
    let Some(instruction) = of(&asked.form.basis) else { return Ok(None) };
    Ok(Instructed::of(&instruction, asked.rules, asked.filed_on)?.finding("basis.date"))
}

/// A ministry's instruction that is what the request rests on.
pub(super) fn of(basis: &Basis) -> Option<Instruction> {
    let ministry = match basis.kind {
        BasisKind::MfaInstruction => Ministry::ForeignAffairs,
        BasisKind::MiaInstruction => Ministry::InternalAffairs,
        BasisKind::Invitation | BasisKind::Petition | BasisKind::NoteVerbale => return None,
    };
    Some(Instruction { ministry, number: basis.number.clone(), date: basis.date })
}

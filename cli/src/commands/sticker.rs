//! `sticker`: what stands on the sticker of a visa, and its print.

use std::fs;

use shaqyru_domain::{
    problem::{Code, Problem},
    visa::sticker::FilledSticker,
};

use super::DONE;
use crate::{
    arguments::StickerOptions,
    output::{self, println},
    remote::{NOTHING, Remote},
};

pub(crate) async fn run(options: &StickerOptions, remote: &Remote, json: bool) -> Result<u8, Problem> {
    let sticker: FilledSticker = remote.get(&format!("cases/{}/sticker", options.case), &NOTHING).await?;
    if let Some(file) = &options.pdf {
        let page = remote.file(&format!("cases/{}/sticker/pdf", options.case)).await?;
        fs::write(file, page).map_err(|error| Problem::new(Code::File, format!("{}: {error}", file.display())).at("pdf"))?;
    }
    if json {
        output::print_json(&sticker);
    } else {
        print(&sticker);
    }
    Ok(DONE)
}

fn print(sticker: &FilledSticker) {
    println!("№ {}", sticker.number);
    let rows = sticker.fields.iter().map(|filled| vec![filled.label.clone(), filled.value.clone()]);
    output::print_table(&["field", "value"], rows.collect());
    for line in sticker.zone.iter().flatten() {
        println!("{line}");
    }
}

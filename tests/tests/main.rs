//! End to end on a real Temporal server, named after the risks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod agencies;
mod alerting;
mod announcements;
mod api;
mod applications;
mod browser;
mod callbacks;
mod cli;
mod corrections;
mod crashes;
mod documents;
mod foresight;
mod healing;
mod keeping;
mod layers;
mod lost_step;
mod pages;
mod papers;
mod people;
mod production;
mod program;
mod record;
mod registers;
mod replay;
mod routing;
mod rulebooks;
mod scenarios;
mod second_service;
mod seed;
mod starving;
mod terminal;
mod told;
mod trust;
mod visa_doors;
mod visas;

//! Releases: what an archive holds, that its checksum is right, and that its bytes depend on the
//! program alone; and that whoever looks for an archive looks where the workflow puts it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support::Disk;

const HERE: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A program of one line that is this one: the real one takes seconds to compress.
fn program(disk: &Disk) -> String {
    let program = env!("CARGO_BIN_EXE_throughline");
    disk.put("program", format!("#!/bin/sh\nexec '{program}' \"$@\"\n"));
    bash(disk, "chmod +x program");
    disk.path("program").display().to_string()
}

fn package(disk: &Disk, target: &str, directory: &str) {
    let output = Command::new("python3")
        .arg(Path::new(HERE).join("release/package.py"))
        .args([target, &program(disk), directory])
        .current_dir(disk.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn bash(disk: &Disk, script: &str) -> String {
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(disk.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{script}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_archive_holds_the_program_and_what_belongs_to_it() {
    let disk = Disk::new();
    for (target, ending, list) in [
        ("x86_64-unknown-linux-musl", "tar.gz", "tar -tzf"),
        ("x86_64-pc-windows-msvc", "zip", "python3 -m zipfile -l"),
    ] {
        let name = format!("throughline-{VERSION}-{target}");
        for directory in ["one", "two"] {
            package(&disk, target, directory);
        }
        assert!(disk.files("one") == disk.files("two"), "{target} differs");
        bash(&disk, &format!("cd one && sha256sum --check {name}.{ending}.sha256"));
        let listed = bash(&disk, &format!("{list} one/{name}.{ending}"));
        let program = if ending == "zip" { "throughline.exe" } else { "throughline" };
        for file in [
            program,
            "README.md",
            "CHANGELOG.md",
            "LICENSE-MIT",
            "LICENSE-APACHE",
            // Of the fonts that the program holds.
            "OFL.txt",
            "man/throughline.1",
            "completions/throughline.bash",
            "completions/_throughline",
            "completions/throughline.fish",
        ] {
            assert!(
                listed.contains(&format!("{name}/{file}")),
                "{target}: {file}\n{listed}"
            );
        }
    }
    let name = format!("throughline-{VERSION}-x86_64-unknown-linux-musl");
    let said = bash(
        &disk,
        &format!("tar -xzf one/{name}.tar.gz && {name}/throughline --version"),
    );
    assert!(said.starts_with(&format!("throughline {VERSION}")), "{said}");
}

#[test]
fn what_looks_for_an_archive_knows_its_name() {
    let read = |path: &str| std::fs::read_to_string(Path::new(HERE).join(path)).unwrap();
    let release = read(".github/workflows/release.yml");
    let built: BTreeSet<&str> = release
        .split("target: ")
        .skip(1)
        .filter_map(|rest| rest.split([',', ' ']).next())
        .filter(|target| target.matches('-').count() >= 2)
        .collect();
    assert_eq!(built.len(), 7, "{built:?}");
    let install = read("src/commands/deploy/install.sh");
    let wanted: Vec<&str> = install
        .split("target=")
        .skip(1)
        .filter_map(|rest| rest.split([' ', '\n']).next())
        .filter(|target| *target != "none")
        .collect();
    assert_eq!(wanted.len(), 4);
    for target in wanted {
        assert!(built.contains(target), "{target} is not built");
    }
    let manifest = read("Cargo.toml");
    for windows in built.iter().filter(|target| target.contains("windows")) {
        assert!(manifest.contains(&format!("binstall.overrides.{windows}]")));
    }
}

/// Pages name the version alone, so that two builds of one version make the same site.
#[test]
fn pages_do_not_know_the_commit() {
    assert_eq!(throughline::GENERATOR, format!("Throughline {VERSION}"));
}

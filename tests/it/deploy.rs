//! Publishing: the workflow that is written does, step by step, what it says; what it builds
//! holds under a project's path; and every action is taken by its commit.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::html;
use crate::server::{get, serve};
use crate::support::{Disk, files};

const WORKFLOW: &str = ".github/workflows/publish.yml";

/// A repository with a new dossier in `directory`, and the workflow for it.
fn repository(directory: &str) -> Disk {
    let disk = Disk::new();
    disk.put(".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(disk.run(&["new", directory]).code, Some(0));
    let ran = disk.run(&["deploy", "github-pages", directory, "--from", "owner/name"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    assert!(ran.out.contains("Source: GitHub Actions"), "{ran:?}");
    disk
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// Runs a step as a runner does, from the root of the repository.
fn step(disk: &Disk, workflow: &Value, name: &str, event: &str) -> (bool, String) {
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["name"] == name);
    let step = step.unwrap_or_else(|| panic!("there is no step {name}"));
    let program = Path::new(env!("CARGO_BIN_EXE_throughline"));
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c"])
        .arg(step["run"].as_str().unwrap())
        .current_dir(disk.path(""))
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .env("HOME", disk.path("home"))
        .env("GITHUB_PATH", disk.path("path"))
        .env("NO_COLOR", "1");
    for variables in [&workflow["env"], &step["env"]] {
        for (name, value) in variables.as_object().into_iter().flatten() {
            let value = match value.as_str().unwrap() {
                "${{ steps.pages.outputs.base_url }}" if event == "pull_request" => "",
                "${{ steps.pages.outputs.base_url }}" => "https://owner.github.io/briefs",
                value => value,
            };
            assert!(!value.contains("${{"), "{name}: {value}");
            command.env(name, value);
        }
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn what_the_workflow_builds_holds_under_a_projects_path() {
    let directory = "my brief's";
    let disk = repository(directory);
    let workflow = yaml(&disk.read(WORKFLOW));
    for name in ["Put Throughline on the path", "Check the dossier", "Build the site"] {
        let (success, said) = step(&disk, &workflow, name, "push");
        assert!(success, "{name}: {said}");
    }
    assert!(disk.read("path").ends_with("home/.throughline/bin\n"));
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap();
    let handed = steps.iter().find(|step| step["name"] == "Hand the site over").unwrap();
    let handed = handed["with"]["path"].as_str().unwrap();
    let site = disk.files(&handed.replace("${{ env.DOSSIER }}", directory));
    let cover = String::from_utf8(site["index.html"].clone()).unwrap();
    assert!(cover.contains("href=\"https://owner.github.io/briefs/\""));
    assert!(site.contains_key(".nojekyll") && !site.contains_key("CNAME"));
    assert_eq!(crawl(site, "/briefs/"), Vec::<String>::new());
}

/// Serves a site under a path as GitHub does, where letter case counts, and follows all links
/// from its cover. Gives those that lead nowhere, out of the path, or to the server's root.
fn crawl(site: BTreeMap<String, Vec<u8>>, base: &'static str) -> Vec<String> {
    let pages: BTreeSet<String> =
        site.keys().filter(|p| p.ends_with(".html")).cloned().collect();
    let address = serve(move |asked| {
        let path = asked.path.strip_prefix(base).map(|path| match path {
            "" => "index.html".to_owned(),
            path if path.ends_with('/') => format!("{path}index.html"),
            path => percent_encoding::percent_decode_str(path)
                .decode_utf8_lossy()
                .into_owned(),
        });
        match path.and_then(|path| site.get(&path)) {
            Some(bytes) => (200, String::new(), bytes.clone()),
            None => (404, String::new(), vec![]),
        }
    });
    let mut wrong = vec![];
    let mut seen = BTreeSet::from([base.to_owned()]);
    let mut open = VecDeque::from([base.to_owned()]);
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut fragments = vec![];
    while let Some(path) = open.pop_front() {
        let (status, body) = get(address, &path);
        if status != 200 {
            wrong.push(format!("{status} {path}"));
            continue;
        }
        if !(path.ends_with('/') || path.ends_with(".html")) {
            continue;
        }
        for token in html::tokens(&String::from_utf8(body).unwrap()).unwrap() {
            let html::Token::Open { name, attributes } = token else { continue };
            if let Some(id) = attributes.get("id") {
                ids.entry(path.clone()).or_default().insert(id.clone());
            }
            let canonical = name == "link"
                && attributes.get("rel").is_some_and(|rel| rel == "canonical");
            for link in
                [attributes.get("href"), attributes.get("src")].into_iter().flatten()
            {
                if canonical
                    || link.contains("://")
                    || link.starts_with("mailto:")
                    || link.starts_with("data:")
                {
                    continue;
                }
                let (to, fragment) = link.split_once('#').unwrap_or((link, ""));
                // What a script reads is no part of the file's name.
                let to = to.split('?').next().unwrap_or_default();
                if to.starts_with('/') {
                    wrong.push(format!("absolute: {link} on {path}"));
                    continue;
                }
                let mut parts: Vec<&str> = path.split('/').collect();
                if !to.is_empty() {
                    parts.pop();
                    for part in to.split('/') {
                        match part {
                            ".." => drop(parts.pop()),
                            "." => {}
                            part => parts.push(part),
                        }
                    }
                }
                let to = parts.join("/");
                if !to.starts_with(base) {
                    wrong.push(format!("out of the site: {link} on {path}"));
                    continue;
                }
                fragments.push((to.clone(), fragment.to_owned(), path.clone()));
                if seen.insert(to.clone()) {
                    open.push_back(to);
                }
            }
        }
    }
    for (to, fragment, from) in
        fragments.iter().filter(|(_, fragment, _)| !fragment.is_empty())
    {
        let id = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        if !ids.get(to).is_some_and(|ids| ids.contains(&*id)) {
            wrong.push(format!("no such place: {to}#{fragment} on {from}"));
        }
    }
    let lost = pages
        .iter()
        .filter(|page| **page != "404.html" && !seen.contains(&format!("{base}{page}")));
    wrong.extend(lost.map(|page| format!("nothing leads to {page}")));
    wrong
}

#[test]
fn the_crawler_finds_what_is_wrong() {
    let page = |body: &str| format!("<!DOCTYPE html>\n{body}").into_bytes();
    let site = BTreeMap::from([
        (
            "index.html".to_owned(),
            page(
                "<a href=\"index.html\">a</a><a href=\"A.html#x\">b</a><a href=\"/c\">d</a><a href=\"../e\">f</a><a href=\"g.html#h\">i</a>",
            ),
        ),
        ("a.html".to_owned(), page("<b></b>")),
        ("g.html".to_owned(), page("<b></b>")),
    ]);
    let wrong = crawl(site, "/x/");
    // The cover is met under two addresses.
    assert_eq!(wrong.len(), 10, "{wrong:#?}");
    for start in [
        "absolute: /c on /x/",
        "out of the site: ../e",
        "404 /x/A.html",
        "no such place: /x/g.html#h",
        "nothing leads to a.html",
    ] {
        assert!(wrong.iter().any(|line| line.starts_with(start)), "{start}: {wrong:#?}");
    }
}

#[test]
fn a_pull_request_is_annotated_on_the_lines_that_are_meant() {
    let disk = repository("briefs/weir");
    let workflow = yaml(&disk.read(WORKFLOW));
    let source = "briefs/weir/content/sources/parents-letter.yaml";
    let text = disk.read(source);
    disk.put(source, text.replacen("title:", "titel:", 1));
    let (success, said) = step(&disk, &workflow, "Check the dossier", "pull_request");
    assert!(!success);
    assert!(said.contains(&format!("::error file={source},line=")), "{said}");
    // SARIF is read at the repository's root, too.
    let sarif = disk.run(&["check", "briefs/weir", "--format", "sarif"]).out;
    assert!(sarif.contains(&format!("\"uri\": \"{source}\"")), "{sarif}");
    disk.put(source, text);
    let (success, said) = step(&disk, &workflow, "Build the site", "pull_request");
    assert!(success, "{said}");
    assert!(!disk.read("briefs/weir/site/index.html").contains("rel=\"canonical\""));
}

#[test]
fn an_address_that_the_dossier_states_is_kept() {
    let disk = Disk::dossier();
    disk.put("content/dossier.yaml", "title: A\nbase_url: https://brief.example.org\n");
    let ran = disk.run(&["build", "--default-base-url", "https://o.github.io/x"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(disk.read("site/index.html").contains("href=\"https://brief.example.org/\""));
    assert_eq!(disk.read("site/CNAME"), "brief.example.org\n");
    disk.put("content/dossier.yaml", "title: A\n");
    disk.run(&["build", "--default-base-url", "https://o.github.io/x"]);
    assert!(disk.read("site/index.html").contains("href=\"https://o.github.io/x/\""));
    assert!(!disk.path("site/CNAME").exists());
}

#[test]
fn a_workflow_is_written_once_and_where_github_looks() {
    let disk = repository("one");
    let before = disk.read(WORKFLOW);
    let again = disk.run(&["deploy", "github-pages", "one", "--from", "owner/name"]);
    assert_eq!(again.code, Some(0));
    let other = disk.run(&["deploy", "github-pages", "one", "--from", "owner/other"]);
    assert_eq!(other.code, Some(3), "{other:?}");
    assert!(other.err.contains("left as it is"), "{other:?}");
    assert_eq!(disk.read(WORKFLOW), before);
    let force =
        disk.run(&["deploy", "github-pages", "one", "--from", "owner/other", "--force"]);
    assert_eq!(force.code, Some(0), "{force:?}");
    assert!(disk.read(WORKFLOW).contains("THROUGHLINE_REPOSITORY: 'owner/other'"));
    // `new` leaves what lies above its directory alone.
    assert!(!disk.path("one/.github").exists());
    let alone = Disk::new();
    assert_eq!(alone.run(&["new", "one"]).code, Some(0));
    assert!(alone.read(&format!("one/{WORKFLOW}")).contains("DOSSIER: '.'"));
    assert_eq!(alone.run(&["deploy", "github-pages", "."]).code, Some(3));
}

/// The workflows of this repository, the action, and what is written for others.
fn workflows() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let own = files(&root.join(".github/workflows")).into_iter();
    let mut all: BTreeMap<String, String> =
        own.map(|(path, bytes)| (path, text(bytes))).collect();
    all.insert(
        "action.yml".into(),
        std::fs::read_to_string(root.join("action.yml")).unwrap(),
    );
    all.insert("written".into(), repository("x").read(WORKFLOW));
    all
}

#[test]
fn every_action_is_taken_by_its_commit() {
    let mut pins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, text) in workflows() {
        for line in text.lines().filter_map(|line| {
            line.trim().trim_start_matches("- ").strip_prefix("uses: ")
        }) {
            if line == "./" {
                continue;
            }
            let (action, rest) = line.split_once('@').unwrap();
            let (commit, version) =
                rest.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line}"));
            assert!(
                commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()),
                "{name}: {line}"
            );
            assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{name}: {line}");
            pins.entry(action.to_owned()).or_default().insert(rest.to_owned());
        }
    }
    for (action, pins) in pins {
        assert_eq!(pins.len(), 1, "{action} is taken at several commits");
    }
}

#[test]
fn every_job_has_no_more_rights_than_it_states() {
    for (name, text) in workflows() {
        let workflow = yaml(&text);
        let Some(jobs) = workflow["jobs"].as_object() else { continue };
        assert!(workflow.get("permissions").is_some(), "{name}");
        for (job, body) in jobs {
            let rights = body["permissions"].as_object();
            let writes = rights.into_iter().flatten().any(|(_, right)| right == "write");
            // What may write runs nothing of the repository's.
            let checks_out = text.contains("checkout")
                && body["steps"].to_string().contains("actions/checkout");
            assert!(!(writes && checks_out), "{name}: {job}");
            assert!(body["timeout-minutes"].is_u64(), "{name}: {job}");
        }
    }
}

#[test]
fn the_action_installs_by_the_same_script_as_the_workflow() {
    let all = workflows();
    let install = |steps: &Value| -> String {
        let steps = steps.as_array().unwrap();
        let step =
            steps.iter().find(|step| step["name"] == "Install Throughline").unwrap();
        step["run"].as_str().unwrap().to_owned()
    };
    let action = yaml(&all["action.yml"]);
    let written = yaml(&all["written"]);
    assert_eq!(
        install(&action["runs"]["steps"]),
        install(&written["jobs"]["build"]["steps"])
    );
}

#[test]
fn an_archive_that_is_not_what_its_checksum_says_is_refused() {
    let disk = repository("x");
    let workflow = yaml(&disk.read(WORKFLOW));
    // `curl` and `cargo` of the test's own: the first has an archive for whoever asks.
    disk.put("bin/curl", "#!/bin/bash\nname=\"$(basename \"${@: -1}\")\"\ncp \"$ARCHIVES/$name\" . 2> /dev/null || exit 22\n");
    disk.put("bin/cargo", "#!/bin/bash\necho \"cargo $*\"\n");
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["name"] == "Install Throughline").unwrap();
    let script = step["run"].as_str().unwrap();
    let run = |script: &str| {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-eo", "pipefail", "-c", script])
            .current_dir(disk.path(""))
            .env("PATH", format!("{}:{path}", disk.path("bin").display()))
            .env("HOME", disk.path("home"))
            .env("ARCHIVES", disk.path("archives"))
            .env("THROUGHLINE_VERSION", "1.2.3")
            .env("THROUGHLINE_REPOSITORY", "owner/name")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (success, _) = run("chmod +x bin/*; mkdir -p archives home");
    assert!(success);
    // No release for this machine: its source is compiled.
    let (success, said) = run(script);
    assert!(success && said.contains("cargo install throughline --git https://github.com/owner/name --tag v1.2.3 --locked"), "{said}");
    // An archive as the release makes it.
    let pack = "cd archives; for machine in x86_64 aarch64; do n=throughline-1.2.3-$machine-unknown-linux-musl; mkdir -p $n; echo it > $n/throughline; tar -czf $n.tar.gz $n; sha256sum $n.tar.gz > $n.tar.gz.sha256; done";
    assert!(run(pack).0);
    let (success, said) = run(script);
    assert!(success && !said.contains("cargo"), "{said}");
    assert_eq!(disk.read("home/.throughline/bin/throughline"), "it\n");
    // Another one under the same name, as good an archive as the first.
    let other = "cd archives; for n in throughline-1.2.3-*-musl; do echo other > $n/throughline; tar -czf $n.tar.gz $n; done; rm ../home/.throughline/bin/throughline";
    assert!(run(other).0);
    let (success, said) = run(script);
    assert!(!success && !said.contains("cargo"), "{said}");
    assert!(!disk.path("home/.throughline/bin/throughline").exists());
}

//! Gathers infrastructure descriptions from files and folders.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::infra::bounds::{MOST_BYTES_TOGETHER, MOST_FILES, MOST_JSON_BYTES, MOST_TEMPLATE_BYTES};
use crate::infra::{self, File, Ignored, Inventory};
use crate::problem::{Code, Problem};

/// Folders that hold no description of anybody's own, in every real tree. Those whose name begins with a dot neither.
const IGNORED_FOLDERS: &[&str] = &["node_modules", "__pycache__", "venv"];
/// Files that look like descriptions and are none.
const IGNORED_FILES: &[&str] =
    &["package.json", "package-lock.json", "tsconfig.json", "manifest.json", "tree.json", "pnpm-lock.yaml"];
/// Ends of names of files that are looked into.
const LOOKED_INTO: &[&str] = &[".json", ".yaml", ".yml", ".template", ".tfstate", ".tf", ".tofu", ".hcl"];
/// Of these, those that may be large.
const LARGE: &[&str] = &[".json", ".tfstate"];
/// Folders within one another.
const MOST_FOLDERS_DEEP: usize = 32;
/// Files and folders of any kind that are passed on the way.
const MOST_ENTRIES: usize = 200_000;

/// Reads what the paths describe: files, folders, or `-` for standard input. `sought` is as [`infra::read`] takes it.
///
/// # Errors
/// What [`infra::read`] refuses; paths that cannot be read; more than is read at once.
pub fn inventory(paths: &[PathBuf], sought: &[&str]) -> Result<Inventory, Vec<Problem>> {
    let mut gathered = Gathered::default();
    for path in paths {
        gathered.take(path);
    }
    if !gathered.problems.is_empty() {
        return Err(gathered.problems);
    }
    let mut inventory = infra::read(gathered.files, sought)?;
    inventory.ignored.extend(gathered.ignored);
    inventory.ignored.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(inventory)
}

#[derive(Default)]
struct Gathered {
    files: Vec<File>,
    ignored: Vec<Ignored>,
    problems: Vec<Problem>,
    bytes: usize,
    entries: usize,
    /// Folders that were walked, as they really are: links may lead in circles.
    walked: BTreeSet<PathBuf>,
}

impl Gathered {
    fn take(&mut self, path: &Path) {
        if path == Path::new("-") {
            return self.read(std::io::stdin().lock(), "standard input".to_owned(), true, MOST_JSON_BYTES);
        }
        let (kind, real) = match fs::metadata(path).and_then(|kind| Ok((kind, fs::canonicalize(path)?))) {
            Ok(found) => found,
            Err(error) => return self.problems.push(unreadable(&shown(path), &error)),
        };
        if kind.is_dir() {
            self.folder(&real, path, 0);
        } else if kind.is_file() {
            self.file(path, true);
        } else {
            let message = format!("`{}` is no regular file", path.display());
            self.problems.push(Problem::nowhere(Code::Unreadable, message).help("name a file or a folder"));
        }
    }

    fn folder(&mut self, root: &Path, folder: &Path, depth: usize) {
        let Ok(real) = fs::canonicalize(folder) else { return };
        if !self.walked.insert(real) {
            return;
        }
        if depth > MOST_FOLDERS_DEEP {
            return self.ignore(folder, format!("it is more than {MOST_FOLDERS_DEEP} folders deep"));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return self.problems.push(unreadable(&shown(folder), &error)),
            Err(error) => return self.ignore(folder, format!("it cannot be read: {error}")),
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return self.too_much(format!("more than {MOST_ENTRIES} files and folders"));
            }
            let path = folder.join(&name);
            let name = name.to_string_lossy();
            if name.starts_with('.') || IGNORED_FOLDERS.contains(&name.as_ref()) {
                continue;
            }
            let Ok(kind) = fs::metadata(&path) else { continue };
            let looked_into = kind.is_file()
                && LOOKED_INTO.iter().any(|end| name.ends_with(end))
                && !name.ends_with(".assets.json")
                && !IGNORED_FILES.contains(&name.as_ref());
            if !kind.is_dir() && !looked_into {
                continue;
            }
            if !fs::canonicalize(&path).is_ok_and(|real| real.starts_with(root)) {
                self.ignore(&path, "it is a link that leads out of what was given".to_owned());
            } else if kind.is_dir() {
                self.folder(root, &path, depth + 1);
            } else {
                self.file(&path, false);
            }
            if !self.problems.is_empty() {
                return;
            }
        }
    }

    fn file(&mut self, path: &Path, named: bool) {
        let name = shown(path);
        if self.files.len() == MOST_FILES {
            return self.too_much(format!("more than {MOST_FILES} files to look into"));
        }
        let most =
            if named || LARGE.iter().any(|end| name.ends_with(end)) { MOST_JSON_BYTES } else { MOST_TEMPLATE_BYTES };
        match fs::File::open(path) {
            Ok(file) => self.read(file, name, named, most),
            Err(error) if named => self.problems.push(unreadable(&name, &error)),
            Err(error) => self.ignore(path, format!("it cannot be read: {error}")),
        }
    }

    fn read(&mut self, reader: impl Read, name: String, named: bool, most: usize) {
        let mut bytes = Vec::new();
        // One byte more than is read, so that no file can fill the memory.
        match reader.take(most as u64 + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > most => {
                let because = format!("it is larger than {} MiB", most >> 20);
                if named {
                    let problem =
                        Problem::nowhere(Code::TooLarge, format!("`{name}` is larger than {} MiB", most >> 20));
                    self.problems.push(problem.help("give a state or plan of one root module"));
                } else {
                    self.ignored.push(Ignored { file: name, because });
                }
            }
            Ok(_) => {
                self.bytes += bytes.len();
                if self.bytes > MOST_BYTES_TOGETHER {
                    return self.too_much(format!("more than {} MiB to look into", MOST_BYTES_TOGETHER >> 20));
                }
                self.files.push(File { name, bytes, named });
            }
            Err(error) if named => self.problems.push(unreadable(&name, &error)),
            Err(error) => self.ignored.push(Ignored { file: name, because: format!("it cannot be read: {error}") }),
        }
    }

    fn ignore(&mut self, path: &Path, because: String) {
        self.ignored.push(Ignored { file: shown(path), because });
    }

    fn too_much(&mut self, what: String) {
        let message = format!("the paths hold {what}");
        self.problems.push(Problem::nowhere(Code::TooLarge, message).help("name the files or folders that matter"));
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    Problem::nowhere(Code::Unreadable, format!("`{name}` cannot be read: {error}"))
        .help("check the path and the rights")
}

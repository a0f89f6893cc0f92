// The versions of what is linked, for `version`.
use std::fs;

fn main() {
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    for (name, variable) in [("hyper", "HYPER_VERSION"), ("h2", "H2_VERSION")] {
        let found = lock.split("[[package]]").find(|one| one.contains(&format!("name = \"{name}\"\n")));
        let version = found.and_then(|one| one.split("version = \"").nth(1)).and_then(|one| one.split('"').next());
        println!("cargo:rustc-env={variable}={}", version.unwrap_or(""));
    }
}

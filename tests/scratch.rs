use flowc::project::*;
fn walk(dir: &std::path::Path, base: &std::path::Path, out: &mut Vec<(String, Vec<u8>)>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() {
            walk(&p, base, out)
        } else {
            out.push((p.strip_prefix(base).unwrap().display().to_string(), std::fs::read(&p).unwrap()))
        }
    }
}
#[test]
fn scratch() {
    for path in std::env::var("FLOW").unwrap().split(' ') {
        println!("=== {path}");
        let p = std::path::Path::new(path);
        let mut files = Vec::new();
        let name;
        if p.is_dir() {
            name = "x".to_string();
            walk(p, p, &mut files);
            files = files.into_iter().map(|(n, b)| (format!("x/{n}"), b)).collect();
        } else {
            name = p.file_name().unwrap().to_str().unwrap().to_string();
            files.push((name.clone(), std::fs::read(p).unwrap()));
        }
        let build = flowc::lower::build(&Memory::new(files), &name).unwrap();
        for d in &build.findings {
            let p = build.project.sources.place(d.span);
            let f = build.project.sources.get(d.span.file).map(|s| s.name.clone()).unwrap_or_default();
            println!(
                "{f}:{}:{} {} {} {:?}: {} [{}] {}",
                p.line,
                p.column,
                d.code.id,
                d.code.name,
                d.severity,
                d.message,
                d.label,
                d.help.clone().unwrap_or_default()
            );
        }
        if let Some(p) = &build.program {
            println!("OK {} nodes {}", p.nodes.len(), p.hash());
            if std::env::var("IR").is_ok() {
                println!("{:#?}", p.nodes);
            }
        }
    }
}

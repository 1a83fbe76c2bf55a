//! A server of PostgreSQL that lives as long as its test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server in a folder of its own.
pub struct Server {
    child: Child,
    pub port: u16,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts one with the user `shop` and its password; `None` where PostgreSQL is not installed.
    pub async fn start() -> Option<Self> {
        let initdb = program("initdb")?;
        let postgres = program("postgres")?;
        let folder = tempfile::tempdir().unwrap();
        let (data, password) = (folder.path().join("data"), folder.path().join("password"));
        #[allow(clippy::disallowed_methods)] // what initdb reads
        std::fs::write(&password, "open sesame").unwrap();
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres"]).arg(folder.path()));
        }
        let mut init = as_nobody_special(&initdb);
        init.arg("-D").arg(&data).arg("--pwfile").arg(&password);
        run(init.args(["-U", "shop", "--auth=scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync"]));
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let mut serve = as_nobody_special(&postgres);
        serve.arg("-D").arg(&data).arg("-k").arg(folder.path()).arg("-p").arg(port.to_string());
        serve.args(["-h", "127.0.0.1", "-c", "fsync=off", "-c", "timezone=Asia/Tokyo"]);
        let child = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Server { child, port, _folder: folder };
        let end = tokio::time::Instant::now() + Duration::from_secs(60);
        while let Err(error) = server.client().await {
            assert!(tokio::time::Instant::now() < end, "it does not start: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(server)
    }

    /// The URL of its database, at another port where something stands between.
    pub fn url(&self, port: u16) -> String {
        format!("postgres://shop:open%20sesame@localhost:{port}/postgres")
    }

    /// A connection of the test's own.
    pub async fn client(&self) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let url =
            format!("host=127.0.0.1 port={} user=shop password='open sesame' dbname=postgres", self.port);
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// A port that leads to the server until somebody says `word`: then it hangs up, and the server never hears it.
    pub async fn hanging_up_at(&self, word: &'static [u8]) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, to) = (listener.local_addr().unwrap().port(), self.port);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                tokio::spawn(pass(client, server, word));
            }
        });
        port
    }
}

async fn pass(client: TcpStream, server: TcpStream, word: &[u8]) {
    let (mut from, mut back) = client.into_split();
    let (mut answers, mut to) = server.into_split();
    let answering = tokio::spawn(async move { tokio::io::copy(&mut answers, &mut back).await });
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if buffer[..read].windows(word.len()).any(|part| part == word)
            || to.write_all(&buffer[..read]).await.is_err()
        {
            break;
        }
    }
    answering.abort();
}

impl Drop for Server {
    fn drop(&mut self) {
        // At once, but in order: what it shares with its own processes is given back.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// A program of PostgreSQL: in the path, or where Debian puts it.
fn program(name: &str) -> Option<PathBuf> {
    #[allow(clippy::disallowed_methods)] // where programs are
    let path = std::env::var("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() {
        places.extend(versions.filter_map(|version| Some(version.ok()?.path().join("bin"))));
    }
    places.into_iter().map(|place| place.join(name)).find(|program| program.is_file())
}

fn is_root() -> bool {
    // SAFETY: it only tells the number.
    unsafe { libc::geteuid() == 0 }
}

/// PostgreSQL does not run as root.
fn as_nobody_special(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"])
        .arg(program)
        .current_dir("/");
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

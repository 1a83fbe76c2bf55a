//! Addresses of hosts that are not spoken to over HTTP.

use std::net::{IpAddr, SocketAddr};

use super::client::refusal;
use super::{Failure, Outbound, is_public};

impl Outbound {
    /// The addresses of a host that may be reached, looked at after the name is resolved. Whoever connects uses these and
    /// does not resolve the name again: it may lead elsewhere the second time.
    ///
    /// # Errors
    /// [`Failure::Refused`] where the host is private and not allowed, [`Failure::Unreachable`] where it is not found.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
        let host = plain(host);
        let may = |address: IpAddr| self.allows(&host) || is_public(address);
        let found: Vec<SocketAddr> = match tokio::net::lookup_host((host.as_str(), port)).await {
            Ok(found) => found.collect(),
            Err(_) => return Err(Failure::Unreachable(format!("the host {host} is not found"))),
        };
        let kept: Vec<SocketAddr> = found.iter().copied().filter(|address| may(address.ip())).collect();
        match (found.is_empty(), kept.is_empty()) {
            (true, _) => Err(Failure::Unreachable(format!("the host {host} is not found"))),
            (_, true) => Err(Failure::Refused(refusal(&host))),
            _ => Ok(kept),
        }
    }

    /// Whether the manifest names this host under `allow_private`.
    pub fn allows(&self, host: &str) -> bool {
        self.allowed.contains(&plain(host))
    }
}

/// A host as `allow_private` names it: without the brackets of an address, without the dot of the root.
fn plain(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches([']', '.']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_private_host_is_refused_however_it_is_written_and_an_allowed_one_is_not() {
        let none = Outbound::new(&[]).unwrap();
        for host in
            ["localhost", "127.0.0.1", "127.1", "2130706433", "[::1]", "LOCALHOST.", "169.254.169.254"]
        {
            let refused = none.addresses(host, 25).await;
            assert!(matches!(refused, Err(Failure::Refused(_))), "{host}: {refused:?}");
        }
        let some = Outbound::new(&["localhost".into()]).unwrap();
        assert!(some.addresses("Localhost", 25).await.unwrap().iter().all(|found| found.port() == 25));
        assert!(some.addresses("127.0.0.1", 25).await.is_err(), "the name is allowed, the address is not");
        let public = none.addresses("1.1.1.1", 587).await.unwrap();
        assert_eq!(public, ["1.1.1.1:587".parse().unwrap()]);
    }
}

//! The parts of a graph whose places lead to each other, by Tarjan's way.

/// The parts of a graph, each behind those that it leads to.
pub(super) struct Parts {
    members: Vec<u32>,
    /// Where the members of each part begin, and the end.
    first: Vec<usize>,
}

impl Parts {
    /// Those of so many places. `ways` puts where a place leads to behind what is there.
    pub fn of(count: u32, ways: impl Fn(u32, &mut Vec<u32>)) -> Self {
        let mut search = Search {
            ways,
            seen: vec![0; count as usize],
            back: vec![0; count as usize],
            count: 0,
            way: Vec::new(),
            ahead: Vec::new(),
            open: Vec::new(),
            parts: Parts { members: Vec::with_capacity(count as usize), first: vec![0] },
        };
        for place in 0..count {
            search.from(place);
        }
        search.parts
    }

    /// The members of each.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.first.windows(2).map(|part| &self.members[part[0]..part[1]])
    }
}

/// Of a place whose part is known.
const DONE: u32 = u32::MAX;

/// A search in depth. It keeps its own stack: a long script is no deep recursion.
struct Search<W> {
    ways: W,
    /// When a place was seen, from 1; 0 for one that was not.
    seen: Vec<u32>,
    /// When the first place was seen that it leads back to.
    back: Vec<u32>,
    count: u32,
    /// The places from the first one to here, each with where that which lies ahead of it begins.
    way: Vec<(u32, usize)>,
    ahead: Vec<u32>,
    /// The places whose part is not known yet, in the order in which they were seen.
    open: Vec<u32>,
    parts: Parts,
}

impl<W: Fn(u32, &mut Vec<u32>)> Search<W> {
    fn from(&mut self, first: u32) {
        self.enter(first);
        while let Some((at, begin)) = self.way.last().copied() {
            match self.ahead[begin..].last().copied() {
                None => self.leave(at),
                Some(to) => {
                    self.ahead.pop();
                    self.enter(to);
                    if self.seen[to as usize] != DONE {
                        self.leads_back(at, self.seen[to as usize]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, place: u32) {
        if self.seen[place as usize] != 0 {
            return;
        }
        self.count += 1;
        self.seen[place as usize] = self.count;
        self.back[place as usize] = self.count;
        self.open.push(place);
        self.way.push((place, self.ahead.len()));
        (self.ways)(place, &mut self.ahead);
    }

    fn leads_back(&mut self, place: u32, to: u32) {
        let back = &mut self.back[place as usize];
        *back = to.min(*back);
    }

    /// A place of which everything ahead has been seen.
    fn leave(&mut self, place: u32) {
        self.way.pop();
        let back = self.back[place as usize];
        if back == self.seen[place as usize] {
            // It leads back to none before it: what was seen since is a part.
            while let Some(member) = self.open.pop() {
                self.seen[member as usize] = DONE;
                self.parts.members.push(member);
                if member == place {
                    break;
                }
            }
            self.parts.first.push(self.parts.members.len());
        } else if let Some((before, _)) = self.way.last().copied() {
            self.leads_back(before, back);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    fn parts(count: u32, all: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let ways = |place: u32, ahead: &mut Vec<u32>| {
            ahead.extend(all.iter().filter(|(from, _)| *from == place).map(|(_, to)| *to));
        };
        let sorted = |part: &[u32]| {
            let mut part = part.to_vec();
            part.sort_unstable();
            part
        };
        Parts::of(count, ways).iter().map(sorted).collect()
    }

    #[test]
    fn a_part_comes_behind_what_it_leads_to() {
        assert_eq!(parts(3, &[(0, 1), (1, 2)]), [[2], [1], [0]]);
        assert_eq!(
            parts(5, &[(0, 1), (1, 2), (2, 1), (1, 3), (3, 3)]),
            [vec![3], vec![1, 2], vec![0], vec![4]]
        );
    }

    #[test]
    fn circles_that_meet_are_one_part() {
        assert_eq!(parts(4, &[(0, 1), (1, 0), (1, 2), (2, 3), (3, 1)]), [[0, 1, 2, 3]]);
        assert_eq!(parts(4, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 0)]), [[0, 1, 2, 3]]);
        assert_eq!(parts(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]), [[3], [2], [1], [0]]);
    }

    #[test]
    fn a_long_way_is_no_deep_recursion() {
        let ways = |place: u32, ahead: &mut Vec<u32>| ahead.push((place + 1) % 1_000_000);
        assert_eq!(Parts::of(1_000_000, ways).iter().map(<[u32]>::len).collect::<Vec<_>>(), [1_000_000]);
    }
}

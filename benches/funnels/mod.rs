//! Projects of any size: funnels as people write them, English and Russian, one file for each half a megabyte.
//!
//! A flow has thirty steps: ten that talk, ask and decide, then twenty tips, one a day. A step is some hundred bytes.

#![allow(dead_code)] // each bench uses its part of it

use std::fmt::Write as _;

use flowc::project::{Entry, FileError, Files};

/// Steps of a flow that talk.
const TALKS: usize = 10;

/// Steps of a flow that send a tip and go on.
const TIPS: usize = 20;

/// Flows of a file, which keep it below half a megabyte.
const FILE_FLOWS: usize = 140;

/// A project of so many steps. Its files are written when they are read, so that only the compiler holds them.
#[derive(Debug, Clone, Copy)]
pub struct Funnels {
    flows: usize,
}

impl Funnels {
    /// A project of this many steps, rounded up to whole flows.
    pub fn of(steps: usize) -> Self {
        Funnels { flows: steps.div_ceil(TALKS + TIPS) }
    }

    /// The texts of a project of so many files of some 200 lines, by their names: a flow in each.
    pub fn of_files(files: usize) -> Vec<(String, String)> {
        let funnels = Funnels { flows: files };
        let bot = ("bot.flow".to_owned(), BOT.to_owned());
        let flows = (0..files).map(|flow| (format!("flows_{flow:03}.flow"), funnels.flow(flow)));
        std::iter::once(bot).chain(flows).collect()
    }

    /// Its steps.
    pub fn steps(self) -> usize {
        self.flows * (TALKS + TIPS)
    }

    /// Its texts, by the names of their files.
    pub fn texts(self) -> Vec<(String, String)> {
        self.names().into_iter().filter_map(|name| self.text(&name).map(|text| (name, text))).collect()
    }

    fn names(self) -> Vec<String> {
        let files = (0..self.flows.div_ceil(FILE_FLOWS)).map(|file| format!("flows_{file:03}.flow"));
        std::iter::once("bot.flow".to_owned()).chain(files).collect()
    }

    fn text(self, name: &str) -> Option<String> {
        if name == "bot.flow" {
            return Some(BOT.to_owned());
        }
        let file: usize = name.strip_prefix("flows_")?.strip_suffix(".flow")?.parse().ok()?;
        let first = file * FILE_FLOWS;
        let flows = first..(first + FILE_FLOWS).min(self.flows);
        Some(flows.map(|flow| self.flow(flow)).collect())
    }

    /// The text of a flow.
    fn flow(self, flow: usize) -> String {
        let behind = if flow + 1 < self.flows { format!("flow lead_{}", flow + 1) } else { "end".to_owned() };
        let (talks, tips) =
            if flow.is_multiple_of(2) { (ENGLISH, ENGLISH_TIPS) } else { (RUSSIAN, RUSSIAN_TIPS) };
        let mut text = talks.replace("NUMBER", &flow.to_string());
        self::tips(&mut text, tips, &behind);
        text
    }
}

impl Files for Funnels {
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError> {
        let text = self.text(path).ok_or(FileError::Missing)?.into_bytes();
        if text.len() > bytes_max { Err(FileError::TooLarge { bytes_max }) } else { Ok(text) }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        match folder {
            "" | "." => Ok(self.names().into_iter().map(|name| Entry { name, folder: false }).collect()),
            _ => Err(FileError::Missing),
        }
    }
}

/// A tip a day, and the end of the flow.
fn tips(text: &mut String, words: [&str; 4], behind: &str) {
    for tip in 1..TIPS {
        let _ = match tip % 5 {
            0 => writeln!(text, "  step tip_{tip} {{\n    if deposit.count > 1 -> tip_20"),
            2 => writeln!(text, "  step tip_{tip} {{\n    delay 1d {{ on message -> talk }}"),
            4 => writeln!(text, "  step tip_{tip} {{\n    delay 1d"),
            _ => writeln!(text, "  step tip_{tip} {{\n    say \"{}\"", words[tip % words.len()]),
        };
        let _ = writeln!(text, "    -> tip_{}\n  }}\n", tip + 1);
    }
    let _ = writeln!(text, "  step tip_{TIPS} {{\n    -> {behind}\n  }}\n\n}}");
}

const ENGLISH_TIPS: [&str; 4] = [
    "Small sums grow, too.",
    "Put a coin aside, {name | default \"friend\"}.",
    "Ask me anything.",
    "Your pot is safe with a bank.",
];

const RUSSIAN_TIPS: [&str; 4] = [
    "Копейка рубль бережёт.",
    "Отложите монету, {name | default \"друг\"}.",
    "Спрашивайте!",
    "Деньги лежат в банке.",
];

const BOT: &str = r#"# A club that saves together.
bot "Kopilka club" {
  start lead_0
  persona    "You are Anna, a patient consultant of the savings club. You are a program and say so."
  guardrails "Never promise income. Never ask for card numbers or passwords."
  tone       "Short sentences, no slang."
  timezone "Europe/Kyiv"
  quiet hours 22:00 to 09:00
  stop words "stop", "стоп"
}

tag met, vip, registered
goal registered

## How the contact wants to be called.
field name: text
## Where the contact lives.
field city: text
field plan: one of "free", "family", "club"
field coins: number from 0
## The number printed under the avatar, digits only.
field player_id: text matches /[0-9]{6,12}/
tracker click_id
postback deposit(amount: number, tid: text) by tid
text link = "https://kopilka.example/join?sub1={tracker.click_id | url}"
"#;

const ENGLISH: &str = r#"
## Leads of campaign NUMBER.
flow lead_NUMBER {
  on postback deposit if deposit.amount >= 100 { add tag vip }

  step hello {
    if tag met -> tip_1
    add tag met
    ab hello_NUMBER {
      50% short { say "Hi, {contact.first_name | default "friend"}!" }
      50% warm  { say "Good to see you! I am Anna." or "Glad you came!" }
    }
    -> name
  }

  step name {
    ask "How shall I call you?" save name within 1d else -> tip_1
    -> city
  }

  step city {
    ask "Nice to meet you, {name}. Where do you live?" save city within 1d else -> tip_1
    -> plan
  }

  # The plan decides how they are greeted later.
  step plan {
    ask "Which plan do you like?" save plan at most 3 times within 2d else -> doubts
    if plan == "free" and coins < 10 -> offer
    else if plan == "family" -> talk
    -> offer
  }

  step offer {
    say "It takes two minutes." buttons { "Join" link "{link}"  "I have a question" -> talk }
    wait for message within 1d else -> tip_2
    route {
      when "has an account" like "i'm in", "already there" -> proof
      when "wants to wait" or matches /\blater\b/i          -> tip_3
      else                                                  -> doubts
    }
  }

  step doubts {
    ask "What worries you most?" within 1d else -> tip_4
    say "Fair enough. You can leave at any time, without a fee."
    -> talk
  }

  step talk {
    ai reply talk_NUMBER {
      goal "The contact registers through {link}."
      until "the contact says that they have registered" -> proof
      when "wants a person" -> person
      unanswered { say "I will ask a colleague and come back." }
      on silence 7d -> tip_5
    }
  }

  step proof {
    ask image "Send a screenshot on which your ID can be seen." at most 3 times within 2d else -> person
    read player_id from image "the number under the avatar" else -> person
    -> done
  }

  step person {
    handoff "the ID of {name | default "a contact"} cannot be read" within 2h else { say "We will write to you tomorrow." }
    -> done
  }

  step done {
    add tag registered
    reach registered
    set coins = 10
    -> tip_6
  }

"#;

const RUSSIAN: &str = r#"
## Заявки кампании NUMBER.
flow lead_NUMBER {
  on postback deposit if deposit.amount >= 100 { add tag vip }

  step hello {
    if tag met -> tip_1
    add tag met
    ab hello_NUMBER {
      50% short { say "Привет, {contact.first_name | default "друг"}!" }
      50% warm  { say "Рада видеть! Я Анна." or "Хорошо, что вы пришли!" }
    }
    -> name
  }

  step name {
    ask "Как к вам обращаться?" save name within 1d else -> tip_1
    -> city
  }

  step city {
    ask "Очень приятно, {name}. Где вы живёте?" save city within 1d else -> tip_1
    -> plan
  }

  # От плана зависит, как здороваться потом.
  step plan {
    ask "Какой план вам ближе?" save plan at most 3 times within 2d else -> doubts
    if plan == "free" and coins < 10 -> offer
    else if plan == "family" -> talk
    -> offer
  }

  step offer {
    say "Это займёт две минуты." buttons { "Вступить" link "{link}"  "Есть вопрос" -> talk }
    wait for message within 1d else -> tip_2
    route {
      when "has an account" like "уже есть", "я с вами" -> proof
      when "wants to wait" or matches /\bпотом\b/i       -> tip_3
      else                                              -> doubts
    }
  }

  step doubts {
    ask "Что смущает больше всего?" within 1d else -> tip_4
    say "Понимаю. Уйти можно в любой день и бесплатно."
    -> talk
  }

  step talk {
    ai reply talk_NUMBER {
      goal "The contact registers through {link}."
      until "the contact says that they have registered" -> proof
      when "wants a person" -> person
      unanswered { say "Спрошу коллегу и вернусь." }
      on silence 7d -> tip_5
    }
  }

  step proof {
    ask image "Пришлите снимок экрана с вашим ID." at most 3 times within 2d else -> person
    read player_id from image "the number under the avatar" else -> person
    -> done
  }

  step person {
    handoff "не читается ID: {name | default "без имени"}" within 2h else { say "Напишем вам завтра." }
    -> done
  }

  step done {
    add tag registered
    reach registered
    set coins = 10
    -> tip_6
  }

"#;

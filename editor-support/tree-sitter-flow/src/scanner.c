// What a regular lexer cannot say: the inside of texts, and what depends on the line. It keeps no state.

#include <string.h>

#include "tree_sitter/parser.h"

// In the order of `externals` in grammar.js.
enum Token { CHUNK, TRIPLE_CHUNK, UNCLOSED, MISSING, SAME_LINE_ARROW, SAME_LINE_STEP, LOST };

static bool is_space(int32_t sign) { return sign == ' ' || sign == '\t' || sign == '\r' || sign == 0xA0; }

static bool is_of_word(int32_t sign) {
  return sign == '_' || (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') ||
         (sign > 0x7F && sign != 0xA0);
}

static bool at_end(TSLexer *lexer) { return lexer->eof(lexer); }

static bool at_line_end(TSLexer *lexer) { return lexer->lookahead == '\n' || at_end(lexer); }

static bool found(TSLexer *lexer, enum Token token) {
  lexer->result_symbol = token;
  return true;
}

// The signs up to a quote, a hole, an escape, or the end of the line.
static bool scan_line(TSLexer *lexer) {
  if (at_line_end(lexer)) return found(lexer, UNCLOSED);
  bool any = false;
  while (!at_line_end(lexer) && lexer->lookahead != '"' && lexer->lookahead != '{' && lexer->lookahead != '\\') {
    lexer->advance(lexer, false);
    any = true;
  }
  return any && found(lexer, CHUNK);
}

static bool is_one_of(const char *word, const char *const *words) {
  for (; *words; words++) {
    if (strcmp(word, *words) == 0) return true;
  }
  return false;
}

// The head of a block, such as `step pay {`, at the beginning of a line.
static bool scan_head(TSLexer *lexer) {
  static const char *const heads[] = {"flow", "routes", "broadcast", "step", "ab", NULL};
  char word[sizeof "broadcast"] = {0};
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  for (size_t length = 0; lexer->lookahead >= 'a' && lexer->lookahead <= 'z'; length++) {
    if (length + 1 == sizeof word) return false;
    word[length] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
  }
  if (!is_space(lexer->lookahead) || !is_one_of(word, heads)) return false;
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  if (!is_of_word(lexer->lookahead)) return false;
  while (is_of_word(lexer->lookahead)) lexer->advance(lexer, false);
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  return lexer->lookahead == '{';
}

// The signs up to `"""`, a hole or an escape. One or two quotes are of the text. A text that is not closed ends before what can
// only be the head of a block.
static bool scan_triple(TSLexer *lexer) {
  for (bool any = false;; any = true) {
    lexer->mark_end(lexer);
    if (at_end(lexer)) return found(lexer, any ? TRIPLE_CHUNK : UNCLOSED);
    if (lexer->lookahead == '{' || lexer->lookahead == '\\') return any && found(lexer, TRIPLE_CHUNK);
    if (lexer->lookahead == '\n') {
      lexer->advance(lexer, false);
      if (scan_head(lexer)) return found(lexer, any ? TRIPLE_CHUNK : UNCLOSED);
    } else if (lexer->lookahead == '"') {
      lexer->advance(lexer, false);
      if (lexer->lookahead != '"') continue;
      lexer->advance(lexer, false);
      if (lexer->lookahead == '"') return any && found(lexer, TRIPLE_CHUNK);
    } else {
      lexer->advance(lexer, false);
    }
  }
}

static bool scan_arrow(TSLexer *lexer) {
  lexer->advance(lexer, false);
  if (lexer->lookahead != '>') return false;
  lexer->advance(lexer, false);
  return found(lexer, SAME_LINE_ARROW);
}

// The word `step`, unless it begins a step of its own: then a `{` stands behind the name.
static bool scan_step(TSLexer *lexer) {
  for (const char *letter = "step"; *letter; letter++) {
    if (lexer->lookahead != *letter) return false;
    lexer->advance(lexer, false);
  }
  if (is_of_word(lexer->lookahead)) return false;
  lexer->mark_end(lexer);
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  while (is_of_word(lexer->lookahead)) lexer->advance(lexer, false);
  while (is_space(lexer->lookahead) || lexer->lookahead == '\n') lexer->advance(lexer, false);
  return lexer->lookahead != '{' && found(lexer, SAME_LINE_STEP);
}

void *tree_sitter_flow_external_scanner_create(void) { return NULL; }
void tree_sitter_flow_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_flow_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}
void tree_sitter_flow_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

bool tree_sitter_flow_external_scanner_scan(void *payload, TSLexer *lexer, const bool *wanted) {
  (void)payload;
  // A parser that is lost wants everything. What stands here is then any word of any line.
  if (wanted[LOST]) return false;
  if (wanted[CHUNK]) return scan_line(lexer);
  if (wanted[TRIPLE_CHUNK]) return scan_triple(lexer);

  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  if (wanted[UNCLOSED] && at_line_end(lexer)) return found(lexer, UNCLOSED);
  if (wanted[MISSING] && (at_line_end(lexer) || lexer->lookahead == '#' || lexer->lookahead == '}')) return found(lexer, MISSING);
  if (wanted[SAME_LINE_ARROW] && lexer->lookahead == '-') return scan_arrow(lexer);
  if (wanted[SAME_LINE_STEP] && lexer->lookahead == 's') return scan_step(lexer);
  return false;
}

/**
 * The flow language for editors: colours, folds and indents, also while a text is half written.
 *
 * It is more lenient than `grammar/flow.pest`, which says what is right: here a list takes whatever one of its kind takes
 * somewhere. Rules are called as they are there. New lines are white space but in three places, which the scanner knows: a
 * text in one line ends with it, the arrow of a limit and the step behind a flow stand on the line of what they belong to,
 * and a word with nothing behind it on its line has a `missing`. That, `unclosed` and `stray` are only in what is wrong.
 */

const words = require('./words.js');

/** The words of the language: `kw.say` is 'say'. A word that it does not have is a mistake here. */
const kw = new Proxy({}, {
  get(_, word) {
    if (!words.includes(word)) throw new Error(`the language has no word ${String(word)}`);
    return word;
  },
});

/** Things with commas between. */
const list = (thing) => seq(thing, repeat(seq(',', thing)));

/** Things in round brackets, with a comma at the end if the writer likes. */
const bracketed = (thing) => seq('(', optional(seq(list(thing), optional(','))), ')');

/** A block of things of one kind. */
const block = ($, things) => alias(things, $.block);
const braces = (...things) => seq('{', repeat(choice(...things)), '}');

/** What stands on the line of its word, or is not written yet. */
const here = ($, thing) => choice(thing, $.missing);

module.exports = grammar({
  name: 'flow',

  word: ($) => $.name,

  externals: ($) => [
    $.chunk, // signs of a text in one line
    $._triple_chunk, // … of one over several
    $.unclosed, // nothing, where a line ends inside of a text
    $.missing, // nothing, where a line ends too early
    $._same_line_arrow, // `->` on the line of its limit
    $._same_line_step, // `step` on the line of its flow
    $._lost, // never matches: it tells the scanner that the parser is lost
  ],

  extras: ($) => [/[\s\p{Z}\u200B\uFEFF]/, $.comment, $.doc_comment],

  inline: ($) => [$._path_, $._name_, $._text_, $._duration_, $._source],

  // Words that begin what cannot stand in a block: there they are no unknown words, a brace is missing.
  reserved: {
    global: () => [],
    heads: () => [kw.step, kw.flow, kw.routes, kw.broadcast, kw.bot, kw.test, kw.when, kw.else],
  },

  // Behind a text and a comma in the brackets of a flow stands another text or a parameter.
  conflicts: ($) => [[$._texts]],

  rules: {
    // Steps stand outside of a flow in pieces that pages show.
    file: ($) => repeat(choice($._declaration, $.handler, $.step)),

    // ------------------------------------------------------------------------------------------------ declarations

    _declaration: ($) => choice(
      $.use, $.bot, $.tag, $.goal, $.field, $.tracker, $.inbound, $.knowledge, $.hours, $.constant, $.routes, $.broadcast,
      $.flow, $.moved, $.drop, $.test,
    ),

    use: ($) => seq(kw.use, choice($.path, $.text, $.missing)),

    tag: ($) => seq(kw.tag, $._names),
    goal: ($) => seq(kw.goal, $._names),
    field: ($) => seq(kw.field, $._names, ':', here($, $.type), repeat(choice(kw.private, seq('=', $._expr)))),
    tracker: ($) => seq(kw.tracker, $._names, optional(seq(':', here($, $.type)))),
    _names: ($) => seq($._name_, repeat(seq(',', $.name))),

    type: ($) => seq(repeat(seq(kw.list, kw.of)), choice(
      seq(kw.text, optional($._matches)),
      seq(kw.number, optional($._range)),
      kw.bool, kw.time, kw.date, kw.duration, kw.image, kw.file,
      seq(kw.one, kw.of, $._texts),
    )),
    _range: ($) => seq(kw.from, $._signed, optional(seq(kw.to, $._signed))),

    inbound: ($) => seq(choice(kw.postback, kw.webhook), $._name_, optional($.params), optional(seq(kw.by, $.name))),
    params: ($) => bracketed($.param),
    param: ($) => seq($.name, ':', $.type),

    knowledge: ($) => seq(kw.knowledge, $._name_, kw.from, $._text_),

    hours: ($) => seq(kw.hours, $._name_, ':', list($._open_span)),
    _open_span: ($) => seq($.day, optional(seq(kw.to, $.day)), $.clock, kw.to, $.clock),
    day: () => choice(kw.mon, kw.tue, kw.wed, kw.thu, kw.fri, kw.sat, kw.sun),

    constant: ($) => seq(kw.text, $.name, '=', $._text_),

    moved: ($) => seq(kw.moved, $._place, kw.to, $._place),
    drop: ($) => seq(kw.drop, $._place),
    _place: ($) => seq(field('flow', $.name), optional($._step_of)),
    _step_of: ($) => seq(alias($._same_line_step, kw.step), field('step', $._name_)),

    bot: ($) => seq(kw.bot, $._text_, block($, $._settings)),
    _settings: ($) => braces($.setting),
    setting: ($) => choice(
      seq(kw.start, field('flow', $._name_)),
      seq(choice(kw.persona, kw.guardrails, kw.tone, kw.timezone), $._text_),
      seq(choice(kw.channels, kw.languages), $._names),
      seq(kw.quiet, kw.hours, $.clock, kw.to, $.clock),
      seq(kw.at, kw.most, $.number, kw.messages, kw.per, $._duration_),
      seq(kw.stop, kw.words, $._texts),
      seq(choice(kw.gather, kw.keep), $._duration_),
    ),

    broadcast: ($) => seq(kw.broadcast, field('name', $._name_), block($, $._plans)),
    _plans: ($) => braces($.plan),
    plan: ($) => choice(
      seq(kw.to, kw.contacts, optional(seq(kw.if, $._expr))),
      seq(kw.at, here($, $.date)),
      seq(kw.every, choice(kw.day, $.day, seq(kw.month, $.number)), $.clock),
      seq(kw.over, $._duration_),
      seq(kw.visit, kw.flow, field('flow', $._path_), optional($.args)),
    ),

    // ------------------------------------------------------------------------------------------------ flows and steps

    flow: ($) => seq(kw.flow, field('name', $._name_), optional($.params), block($, $._flow_items)),
    _flow_items: ($) => braces($.step, $.handler, $._statement),
    step: ($) => seq(kw.step, field('name', $._name_), $.block),
    block: ($) => braces($._statement, $.handler),

    arrow: ($) => seq('->', $._target),
    _target: ($) => choice(
      kw.end,
      seq(kw.flow, field('flow', $._path_), optional($.args), optional($._step_of)),
      field('step', $.name),
      $.missing,
    ),
    _body: ($) => choice($.arrow, $.block),

    handler: ($) => seq(kw.on, $.event, optional($._times), optional(seq(kw.if, $._expr)), $._body),
    event: ($) => choice(
      seq(kw.message, optional(choice($._matches, list($.text)))),
      kw.image, kw.voice, kw.video, kw.file, kw.location, kw.blocked,
      seq(kw.button, $._text_),
      seq(kw.start, optional($.text)),
      seq(choice(kw.postback, kw.webhook), $._name_),
      seq(kw.silence, $._duration_),
      seq(kw.tag, field('tag', $._name_), choice(kw.added, kw.removed)),
      seq(kw.field, $.name, kw.changed),
      seq(kw.operator, choice(kw.joined, kw.left)),
      seq(kw.ai, kw.down),
      seq(kw.action, kw.failed),
      seq(kw.opt, kw.out),
      $.missing,
    ),
    _times: ($) => seq(kw.at, kw.most, $.number, kw.times),

    // ------------------------------------------------------------------------------------------------ statements

    _statement: ($) => choice(
      $.jump, $.say, $.send, $.ask, $.ask_again, $.wait, $.ai_say, $.ai_reply, $.route, $.read, $.if, $.ab, $.set, $.add,
      $.remove, $.delay, $.do, $.handoff, $.notify, $.visit, $.end, $.reach, $.for_each, $.stray,
    ),

    // An unknown word, with what could be of it.
    stray: ($) => prec.right(seq(
      reserved('heads', $.name),
      repeat(choice(reserved('heads', $.name), $._member, $.text, $.number, $.duration, ',', ':', '=', '(', ')')),
      optional($.block),
    )),

    jump: ($) => seq($.arrow, optional(seq($._times, kw.else, $._body))),

    say: ($) => seq(kw.say, $._wording, repeat(choice($.with_media, $.buttons, $._any_hour))),
    _wording: ($) => seq($._text_, repeat(seq(kw.or, $.text))),
    with_media: ($) => seq(kw.with, $.media),
    _any_hour: () => seq(kw.at, kw.any, kw.hour),

    send: ($) => seq(
      kw.send,
      choice($.media, seq(kw.template, $.name, optional($.args)), seq(kw.location, $._signed, ',', $._signed), $.missing),
      repeat(choice($.caption, $.buttons, $._any_hour)),
    ),
    media: ($) => seq(
      choice(kw.image, kw.voice, kw.video, kw.note, kw.file), here($, $._source), repeat(seq(',', $._source)),
    ),
    _source: ($) => choice($.text, $.path),
    caption: ($) => seq(kw.caption, $._text_),

    buttons: ($) => seq(kw.buttons, choice(list($.text), block($, $._button_items))),
    _button_items: ($) => braces($.button, ','),
    button: ($) => seq($.text, choice(seq(kw.link, $._text_), $._body)),

    ask: ($) => seq(
      optional(kw.ai), kw.ask, optional($.answer_kind), $._wording, repeat(choice($.with_media, $.buttons, $.choices)),
      optional($._tail),
    ),
    choices: ($) => seq(kw.one, kw.of, $._expr),
    ask_again: () => seq(kw.ask, kw.again),
    answer_kind: () => choice(
      kw.text, kw.number, kw.phone, kw.email, kw.time, kw.date, kw.image, kw.voice, kw.video, kw.file, kw.location,
    ),

    wait: ($) => seq(kw.wait, kw.for, $.event, optional($._tail)),

    // A word that goes on belongs to the nearest statement that takes it.
    _tail: ($) => prec.right(repeat1(choice($.save, $.where, $.limit, $.else))),
    save: ($) => seq(kw.save, $._names),
    where: ($) => seq(kw.where, $._expr),
    limit: ($) => seq(choice($._times, seq(kw.within, $._duration_)), optional(choice(alias($._limit_arrow, $.arrow), $.block))),
    _limit_arrow: ($) => seq(alias($._same_line_arrow, '->'), $._target),
    else: ($) => seq(kw.else, $._body),

    ai_say: ($) => seq(kw.ai, kw.say, $._text_, repeat(choice(seq(kw.else, $._text_), $._any_hour))),
    ai_reply: ($) => seq(kw.ai, kw.reply, $._name_, block($, $._ai_items)),
    _ai_items: ($) => braces(kw.waits, $.ai_text, $.knowledge_use, $.include, $.until, $.when, $.unanswered, $.handler),
    ai_text: ($) => seq(choice(kw.goal, kw.opening, kw.persona, kw.guardrails, kw.tone), $._text_),
    knowledge_use: ($) => seq(kw.knowledge, list($.path)),
    include: ($) => seq(kw.include, list($.path)),
    unanswered: ($) => seq(kw.unanswered, $._body),

    until: ($) => seq(kw.until, $._text_, repeat(choice($.like, $._saves)), $._body),
    when: ($) => seq(kw.when, here($, $._pattern), repeat(seq(kw.or, $._pattern)), repeat(choice($.like, $._saves)), $._body),
    _pattern: ($) => choice($.text, $._matches, seq(kw.button, $._text_)),
    like: ($) => seq(kw.like, $._texts),
    _saves: ($) => choice($.save, $.where),

    route: ($) => seq(kw.route, block($, $._routes)),
    routes: ($) => seq(kw.routes, field('name', $._name_), block($, $._routes)),
    _routes: ($) => braces($.when, $.include, $.else),

    read: ($) => seq(kw.read, $._names, kw.from, choice(kw.image, kw.message, kw.voice, kw.file), $._text_, optional($._tail)),

    if: ($) => prec.right(seq(
      kw.if, $._expr, $._body, repeat(seq(kw.else, kw.if, $._expr, $._body)), optional(seq(kw.else, $._body)),
    )),

    ab: ($) => seq(kw.ab, $._name_, block($, $._arms)),
    _arms: ($) => braces($.arm),
    arm: ($) => seq(choice(seq($.percent, optional($.name)), $.name), $._body),

    set: ($) => seq(kw.set, $._path_, '=', here($, $._expr)),
    add: ($) => seq(kw.add, choice(seq(kw.tag, field('tag', $._name_)), seq($._expr, kw.to, $.name), $.missing)),
    remove: ($) => seq(kw.remove, choice(seq(kw.tag, field('tag', $._name_)), seq($._expr, kw.from, $.name), $.missing)),

    delay: ($) => prec.right(seq(
      kw.delay, choice($._duration_, seq(kw.until, $._until)), optional(block($, $._handlers)),
    )),
    // A value that is calculated with may be called `hours`, too.
    _until: ($) => prec.right(choice(
      seq(kw.hours, $.name), $._expr, seq(alias($._path_of_hours, $.path), repeat1($._further)),
    )),
    _path_of_hours: ($) => seq(alias(kw.hours, $.name), repeat($._member)),
    _handlers: ($) => braces($.handler),

    do: ($) => seq(kw.do, field('action', $._path_), optional($.args), optional($._tail)),

    handoff: ($) => prec.right(seq(
      kw.handoff, optional(seq(kw.to, $.name)), $._text_, optional(block($, $._handoff_items)), optional($._tail),
    )),
    _handoff_items: ($) => braces($.button, $.handler, ','),

    notify: ($) => seq(kw.notify, $._name_, $._text_),
    visit: ($) => seq(kw.visit, kw.flow, field('flow', $._path_), optional($.args), optional($._tail)),
    end: ($) => seq(kw.end, optional(seq(kw.with, $._expr))),
    reach: ($) => seq(kw.reach, field('goal', $._name_)),
    for_each: ($) => seq(kw.for, kw.each, $.name, kw.in, $._expr, kw.at, kw.most, $.number, $.block),

    args: ($) => bracketed($.arg),
    arg: ($) => seq(field('name', $.name), ':', $._expr),

    // ------------------------------------------------------------------------------------------------ tests

    test: ($) => seq(kw.test, $._text_, block($, $._test_items)),
    _test_items: ($) => braces($.test_item),
    test_item: ($) => choice(
      seq(kw.contact, bracketed(choice(seq(kw.tag, field('tag', $._name_)), $.arg))),
      seq(kw.arm, $.name, '=', $.name),
      seq(kw.channel, $.name),
      seq(kw.start, optional($.text)),
      seq(kw.user, optional($.answer_kind), $._text_, repeat($.verdict)),
      seq(kw.press, $._text_),
      seq(choice(kw.postback, kw.webhook), $._name_, optional($.args)),
      seq(kw.after, $._duration_),
      seq(kw.at, choice($.date, $.clock)),
      seq(kw.operator, choice(kw.joins, kw.leaves, seq(kw.presses, $._text_))),
      seq(kw.ai, kw.down),
      seq(kw.expect, $._expected),
    ),
    verdict: ($) => choice(
      seq(kw.routed, choice($.text, kw.else, kw.unanswered)),
      seq(kw.until, $._text_, choice(kw.yes, kw.no)),
      seq(choice(kw.save, kw.read), $.name, '=', $._expr),
      seq(kw.replies, $._text_),
    ),
    _expected: ($) => choice(
      seq(choice($.path, alias($._path_of_words, $.path)), '==', $._expr),
      seq(kw.say, $._text_),
      seq(kw.do, field('action', $._path_), optional($.args), optional(choice(seq(kw.returns, $.args), kw.fails))),
      seq(kw.flow, field('flow', $.name), optional($._step_of)),
      seq(kw.step, field('step', $.name)),
      seq(kw.tag, field('tag', $._name_)),
      seq(kw.goal, field('goal', $.name)),
      seq(kw.handoff, optional($.text)),
      seq(kw.template, $.name, optional($.args)),
      kw.wait, kw.end, kw.nothing,
      $.missing,
    ),

    // A value may be called as what is expected otherwise.
    _path_of_words: ($) => seq(
      alias(choice(kw.say, kw.do, kw.flow, kw.step, kw.goal, kw.handoff, kw.template, kw.wait, kw.end, kw.nothing), $.name),
      repeat($._member),
    ),

    // ------------------------------------------------------------------------------------------------ expressions

    // Flat: how strongly operators bind has no colour.
    _expr: ($) => prec.right(seq($._operand, repeat($._further))),
    _further: ($) => choice(seq($._operator, $._operand), $._is_empty, $._matches),
    _operand: ($) => choice($._primary, seq(choice(kw.not, '-'), $._operand)),
    _is_empty: ($) => seq(kw.is, optional(kw.not), kw.empty),
    _matches: ($) => seq(kw.matches, $.regex),
    _operator: () => choice(
      kw.or, kw.and, kw.in, kw.contains, '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '/',
    ),
    _primary: ($) => choice(
      $.path, $.call, $.text, $.number, $.duration, $.clock, $.date, kw.true, kw.false, kw.empty,
      seq(kw.tag, field('tag', $._name_)),
      seq(kw.in, choice(seq(kw.hours, $.name), seq(kw.flow, field('flow', $.name)))),
      seq('(', list($._expr), optional(','), ')'),
    ),
    call: ($) => seq(field('function', $.name), bracketed($._expr)),

    // ------------------------------------------------------------------------------------------------ texts

    _texts: ($) => seq($._text_, repeat(seq(',', $.text))),
    text: ($) => choice($._line, $._triple),
    _line: ($) => seq(
      '"', repeat(choice($.chunk, $.escape, $.hole)), choice(alias(token.immediate('"'), '"'), $.unclosed),
    ),
    _triple: ($) => seq(
      '"""', repeat(choice(alias($._triple_chunk, $.chunk), $.escape, alias($._triple_hole, $.hole))),
      choice(alias(token.immediate('"""'), '"""'), $.unclosed),
    ),
    escape: () => token.immediate(/\\[^\n]?/),
    // New lines are free in a hole where they are free around it.
    hole: ($) => seq($._hole, choice('}', $.unclosed)),
    _triple_hole: ($) => seq($._hole, '}'),
    _hole: ($) => seq(alias(token.immediate('{'), '{'), $._expr, repeat($.filter)),
    filter: ($) => seq('|', field('name', $.name), optional(choice($.text, $.number))),

    // ------------------------------------------------------------------------------------------------ tokens

    path: ($) => prec.right(seq($.name, repeat($._member))),
    _member: ($) => seq(alias(token.immediate('.'), '.'), choice($.member, $.missing)),
    name: () => /[\p{XID_Start}_]\p{XID_Continue}*/,
    member: () => token.immediate(/[\p{XID_Start}_]\p{XID_Continue}*/),

    _path_: ($) => here($, $.path),
    _name_: ($) => here($, $.name),
    _text_: ($) => here($, $.text),
    _duration_: ($) => here($, $.duration),

    _signed: ($) => seq(optional('-'), $.number),
    number: () => /[0-9]+(\.[0-9]+)?/,
    percent: () => /[0-9]+(\.[0-9]+)?%/,
    duration: () => /([0-9]+[wdhms])+/,
    clock: () => /[0-9]{2}:[0-9]{2}/,
    date: () => /[0-9]{4}-[0-9]{2}-[0-9]{2}( +[0-9]{2}:[0-9]{2})?/,

    regex: () => /\/(\\[^\n]|[^/\\\n])*(\/[a-z]*)?/,

    comment: () => token(/#[^\n]*/),
    doc_comment: () => token(prec(1, /##[^\n]*/)),
  },
});

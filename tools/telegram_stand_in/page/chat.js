// The practice chat: asks for what is new, shows it, sends what one does. No library, nothing from elsewhere.
"use strict";

const words = JSON.parse(document.body.dataset.words);
const chat = Number(document.body.dataset.chat);
const language = document.documentElement.lang;
const locale = {id: "id-ID", en: "en-GB"}[language];
const zone = "Asia/Jakarta";
// Rengas Pulau, in the middle of Medan Marelan.
const place = {lat: 3.7063, lng: 98.6644};
const largest = 50_000_000;

const at = (id) => document.getElementById(id);
const talk = at("talk");
const log = at("log");
const shown = new Map();
let answersSeen = null;
let replyTo = null;
let typingTimer = 0;
let noticeTimer = 0;
let atEnd = true;
let heightSeen = 0;

function element(name, options = {}, ...children) {
  const made = Object.assign(document.createElement(name), options);
  made.append(...children);
  return made;
}

async function steer(verb, given = {}) {
  const answer = await fetch(`/_control/${verb}`, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({chat, ...given}),
  });
  if (!answer.ok) throw new Error(verb);
  return answer.json();
}

function say(text) {
  const notice = at("notice");
  clearTimeout(noticeTimer);
  notice.textContent = text;
  notice.hidden = !text;
}

// What Telegram shows over the chat for a moment after a press.
function sayBriefly(text) {
  say(text);
  noticeTimer = setTimeout(() => say(""), 5000);
}

// What one does: send, then forget the reply.
async function act(verb, given = {}) {
  say("");
  try {
    const context = verb === "press" ? {} : {language, ...(replyTo ? {reply_to: replyTo} : {})};
    await steer(verb, {...context, ...given});
    if (verb !== "press") quote(null);
    return true;
  } catch {
    say(words.failed);
    return false;
  }
}

function quote(message) {
  replyTo = message ? message.message_id : null;
  at("quote").hidden = !message;
  at("quoted").textContent = message ? summary(message) : "";
  if (message) at("text").focus();
}

function summary(message) {
  if (message.photo) return message.caption || words.picture;
  if (message.voice) return words.voice;
  if (message.document) return message.document.file_name || words.file;
  if (message.venue || message.location) return words.place;
  return message.text || "";
}

// Entities count in UTF-16 units, and so do JavaScript's strings.
const marks = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

function formatted(text, entities = []) {
  const cuts = new Set([0, text.length]);
  for (const {offset, length} of entities) cuts.add(offset).add(offset + length);
  const places = [...cuts].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  const nodes = [];
  places.slice(0, -1).forEach((start, index) => {
    const end = places[index + 1];
    let node = document.createTextNode(text.slice(start, end));
    for (const entity of entities) {
      if (entity.offset <= start && entity.offset + entity.length >= end) node = marked(entity, text, node);
    }
    nodes.push(node);
  });
  return nodes;
}

function marked(entity, text, node) {
  const whole = text.slice(entity.offset, entity.offset + entity.length);
  if (entity.type === "url") return link(whole, node);
  if (entity.type === "text_link") return link(entity.url, node);
  if (entity.type === "bot_command") {
    return element("button", {type: "button", className: "btn-link", onclick: () => act("text", {text: whole})}, node);
  }
  return marks[entity.type] ? element(marks[entity.type], {}, node) : node;
}

function link(address, ...children) {
  if (!/^https?:/i.test(address)) return element("span", {}, ...children);
  return element("a", {href: address, target: "_blank", rel: "noopener noreferrer", title: words.opens_new}, ...children);
}

function moment(seconds, options) {
  return new Intl.DateTimeFormat(locale, {timeZone: zone, ...options}).format(new Date(seconds * 1000));
}

function keyboard(message) {
  const rows = message.reply_markup ? message.reply_markup.inline_keyboard : [];
  const keys = element("div", {className: "keys"});
  for (const row of rows) {
    keys.append(element("div", {}, ...row.map((button) => inlineButton(message, button))));
  }
  return rows.length ? [keys] : [];
}

function inlineButton(message, button) {
  if (button.url) {
    const made = link(button.url, button.text);
    made.className = "btn";
    return made;
  }
  const made = element("button", {type: "button", className: "btn"}, button.text);
  made.onclick = async () => {
    made.disabled = true;
    await act("press", {message: message.message_id, data: button.callback_data});
    made.disabled = false;
  };
  return made;
}

function contents(message) {
  const parts = [];
  if (message.reply_to_message) {
    const label = element("span", {className: "vh"}, `${words.answer_to}: `);
    parts.push(element("p", {className: "answered"}, label, summary(message.reply_to_message)));
  }
  if (message.photo) {
    const alt = message.caption || words.picture;
    const picture = element("img", {src: `/_files/${message.photo.at(-1).file_id}`, alt});
    picture.onload = scrollDown;
    parts.push(picture);
  }
  if (message.document) {
    parts.push(element("a", {href: `/_files/${message.document.file_id}`, download: ""}, summary(message)));
  }
  if (message.voice) parts.push(element("p", {}, `${words.voice} · ${message.voice.duration} s`));
  if (message.venue) parts.push(element("p", {}, `${message.venue.title}, ${message.venue.address}`));
  if (message.location) {
    const {latitude, longitude} = message.location;
    parts.push(element("p", {}, `${words.place}: ${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
  }
  if (message.contact) parts.push(element("p", {}, `${words.contact}: ${message.contact.phone_number}`));
  const text = message.text ?? message.caption;
  if (text) {
    const entities = message.text ? message.entities : message.caption_entities;
    parts.push(element("div", {className: "words"}, ...formatted(text, entities)));
  }
  return parts.concat(keyboard(message));
}

function bubble({message, by_bot: byBot}) {
  const who = byBot ? "Tanggap" : words.you;
  const when = moment(message.date, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
  const edited = message.edit_date ? ` · ${words.edited}` : "";
  const item = element("li", {className: byBot ? "msg" : "msg me"});
  item.append(element("header", {}, `${who} · ${when}${edited}`));
  item.append(element("div", {className: "bubble"}, ...contents(message)));
  if (byBot) {
    item.append(element("button", {type: "button", className: "btn-link", onclick: () => quote(message)}, words.reply));
  }
  return item;
}

// Whoever reads the end stays there, also when a picture loads or a keyboard takes room.
function scrollDown() {
  if (atEnd) log.scrollTop = log.scrollHeight;
}

// Only what changed is drawn anew, so that a screen reader does not read the whole talk again.
function showMessages(messages) {
  let added = false;
  for (const one of messages) {
    const number = one.message.message_id;
    const state = JSON.stringify(one);
    const before = shown.get(number);
    if (before && before.state === state) continue;
    if (one.deleted) {
      if (before) before.item.remove();
      shown.set(number, {state, item: element("li"), day: ""});
      continue;
    }
    const item = bubble(one);
    const day = moment(one.message.date, {weekday: "short", day: "numeric", month: "short", year: "numeric"});
    if (before) {
      before.item.replaceWith(item);
    } else {
      const last = [...shown.values()].at(-1);
      if (!last || last.day !== day) talk.append(element("li", {className: "sys"}, day));
      talk.append(item);
      added = true;
    }
    shown.set(number, {state, item, day});
  }
  if (added && !messages.at(-1).by_bot) atEnd = true;
  scrollDown();
}

function showPad(markup) {
  const pad = at("pad");
  pad.replaceChildren();
  for (const row of markup ? markup.keyboard : []) {
    pad.append(element("div", {}, ...row.map((given) => padButton(typeof given === "string" ? {text: given} : given))));
  }
  pad.hidden = !pad.children.length;
}

function padButton(button) {
  const made = element("button", {type: "button", className: "btn"}, button.text);
  made.onclick = () => {
    if (button.request_location) act("location", place);
    else if (button.request_contact) act("contact", {phone: "+62 000 0000 0000"});
    else act("text", {text: button.text});
  };
  return made;
}

function showCommands(commands) {
  at("no-commands").hidden = commands.length > 0;
  const rows = commands.map(({command, description}) => {
    const text = `/${command}`;
    const button = element("button", {type: "button", className: "btn-link", onclick: () => act("text", {text})}, text);
    return element("div", {}, element("dt", {}, button), element("dd", {}, description));
  });
  const list = at("commands");
  if (list.textContent !== element("dl", {}, ...rows.map((row) => row.cloneNode(true))).textContent) {
    list.replaceChildren(...rows);
  }
}

function showAnswers(answers) {
  const known = new Set(answersSeen ?? answers.map((answer) => answer.id));
  for (const answer of answers) if (!known.has(answer.id) && answer.text) sayBriefly(answer.text);
  answersSeen = answers.map((answer) => answer.id);
}

function showTyping(typing, messages) {
  const waiting = typing && messages.length > 0 && !messages.at(-1).by_bot;
  clearTimeout(typingTimer);
  at("typing").hidden = !waiting;
  if (waiting) typingTimer = setTimeout(() => { at("typing").hidden = true; }, 5000);
}

async function follow() {
  let after = -1;
  let lost = false;
  for (;;) {
    try {
      const view = await steer("view", {after, wait: after < 0 ? 0 : 25, language});
      if (lost) say("");
      lost = false;
      if (view.version === after) continue;
      after = view.version;
      at("empty").hidden = view.messages.length > 0 && !document.body.dataset.start;
      showMessages(view.messages);
      showPad(view.keyboard);
      showCommands(view.commands);
      showAnswers(view.answers);
      showTyping(view.typing, view.messages);
    } catch {
      lost = true;
      say(words.offline);
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
}

// What is in the text field goes along as the caption, as in Telegram.
async function sendFiles(files) {
  if (files.some((file) => file.size > largest)) return say(words.too_big);
  const pictures = files.filter((file) => ["image/jpeg", "image/png", "image/webp"].includes(file.type));
  const others = files.filter((file) => !pictures.includes(file));
  const caption = at("text").value.trim() || null;
  let sent = true;
  if (pictures.length === 1) sent = await act("photo", {content: await base64(pictures[0]), caption});
  if (pictures.length > 1) sent = await act("album", {contents: await Promise.all(pictures.map(base64)), caption});
  for (const file of others) {
    const content = await base64(file);
    const name = file.name;
    if (file.type === "audio/ogg") sent = await act("voice", {content}) && sent;
    else sent = await act("document", {content, name, mime: file.type || "application/octet-stream"}) && sent;
  }
  if (sent && pictures.length) at("text").value = "";
}

at("form").onsubmit = async (event) => {
  event.preventDefault();
  const field = at("text");
  const text = field.value.trim();
  field.value = "";
  // What could not be sent comes back, unless something else is being typed by now.
  if (text && !await act("text", {text}) && !field.value) field.value = text;
  field.focus();
};
at("text").onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("form").requestSubmit();
  }
};
at("pick").onclick = () => at("file").click();
at("file").onchange = async () => {
  await sendFiles([...at("file").files]);
  at("file").value = "";
};
at("location").onclick = () => act("location", place);
at("unquote").onclick = () => quote(null);
at("begin").onclick = async () => {
  const payload = document.body.dataset.start;
  document.body.dataset.start = "";
  at("empty").hidden = true;
  await act("start", payload ? {payload} : {});
};

// A scroll that comes of a change of height is not the reader's.
log.onscroll = () => {
  if (log.clientHeight === heightSeen) atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
};
new ResizeObserver(() => {
  scrollDown();
  heightSeen = log.clientHeight;
}).observe(log);

if (chat) follow();

// The page: signs in, shows stations, rents in one tap, keeps itself up to date. Speaks the public API and nothing else.

const API = "/api/v1";
const WAIT_S = 25;
const STATIONS_EVERY_MS = 5000;
const FLEET_EVERY_MS = 3000;
const LONGEST_RECONNECT_MS = 15000;

const at = (id) => document.getElementById(id);
const state = { me: null, stations: [], names: new Map(), orders: new Map(), busy: new Set(), seq: 0, socket: null, tries: 0 };

class Refusal extends Error {
  constructor(document, status) {
    super(document.detail ? `${document.title}: ${document.detail}` : document.title);
    this.document = document;
    this.status = status;
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
  return found ? found.slice(name.length + 1) : "";
}

async function call(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers, "X-CSRF-Token": cookie("wattlend_csrf") }, credentials: "same-origin" };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(API + path, options);
  const text = await answer.text();
  const content = text ? JSON.parse(text) : null;
  if (!answer.ok) {
    throw new Refusal(content || { title: answer.statusText }, answer.status);
  }
  return { status: answer.status, content };
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function say(text) {
  at("notice").textContent = text;
}

function explain(error) {
  return error instanceof Refusal ? error.message : "There is no connection. Try again in a moment.";
}

// Signing in and out

async function begin() {
  state.me = null;
  try {
    if (cookie("wattlend_csrf")) state.me = (await call("GET", "/me")).content;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) say(explain(error));
  }
  at("signing").hidden = state.me !== null;
  at("renting").hidden = state.me === null;
  at("who").hidden = state.me === null;
  at("operating").hidden = !state.me || state.me.organisations.length === 0;
  if (state.me === null) return;
  at("who-name").textContent = state.me.name;
  state.orders.clear();
  for (const order of (await call("GET", "/orders?limit=20")).content) state.orders.set(order.id, order);
  drawOrders();
  await refreshStations();
  await refreshFleet();
  listen();
}

async function submitted(event, work) {
  event.preventDefault();
  say("");
  const button = event.target.querySelector("button");
  button.disabled = true;
  try {
    await work(Object.fromEntries(new FormData(event.target)));
    await begin();
  } catch (error) {
    say(explain(error));
  } finally {
    button.disabled = false;
  }
}

at("sign-in").addEventListener("submit", (event) => submitted(event, (form) => call("POST", "/sessions", form)));
at("sign-up").addEventListener("submit", (event) =>
  submitted(event, async (form) => {
    await call("POST", "/users", form);
    await call("POST", "/sessions", { email: form.email, password: form.password });
  }));
at("sign-out").addEventListener("click", async () => {
  await call("DELETE", "/sessions/current").catch(() => {});
  location.reload();
});

// Stations and renting

async function refreshStations() {
  state.stations = (await call("GET", "/stations")).content;
  state.names.clear();
  for (const station of state.stations) for (const cabinet of station.cabinets) state.names.set(cabinet.id, station.name);
  drawStations();
}

function drawStations() {
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.cabinet : null;
  at("stations").replaceChildren(...state.stations.map(stationCard));
  if (focused) document.querySelector(`[data-cabinet="${CSS.escape(focused)}"]`)?.focus();
}

function stationCard(station) {
  const cabinets = station.cabinets.map((cabinet) => cabinetRow(station, cabinet));
  const none = cabinets.length ? [] : [make("p", { class: "hint" }, "No cabinet yet")];
  return make("li", {}, make("h3", {}, station.name), ...cabinets, ...none);
}

function cabinetRow(station, cabinet) {
  const busy = state.busy.has(cabinet.id);
  const can = cabinet.online && cabinet.available > 0 && !busy;
  const banks = cabinet.available === 1 ? "1 power bank" : `${cabinet.available} power banks`;
  const text = cabinet.online ? `${banks}, ${cabinet.free_slots} free of ${cabinet.slot_count} slots` : "Offline";
  const button = make("button", {
    type: "button", class: "main", disabled: !can, "data-cabinet": cabinet.id, "aria-busy": busy ? "true" : null,
    "aria-label": `Rent a power bank at ${station.name}`, onclick: () => rent(station, cabinet),
  }, busy ? "One moment" : "Rent");
  return make("div", { class: "cabinet row" }, make("span", { class: "count" }, text), button);
}

async function rent(station, cabinet) {
  state.busy.add(cabinet.id);
  drawStations();
  show("", "Asking the cabinet", `${station.name} is choosing a power bank for you.`);
  const key = crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16)).join("");
  try {
    const { content } = await call("POST", "/rentals", { cabinet_id: cabinet.id }, { "Idempotency-Key": key, Prefer: `wait=${WAIT_S}` });
    took(content);
    if (content.state === "authorised") show("", "The cabinet has not answered yet", "We go on asking; this page will say what came of it.");
    else announce(content);
  } catch (error) {
    show("bad", error instanceof Refusal ? error.document.title : "No connection", error instanceof Refusal ? error.document.detail || "" : explain(error));
  } finally {
    state.busy.delete(cabinet.id);
    at("result").focus();
    await refreshStations().catch(() => {});
  }
}

function show(kind, title, text) {
  at("result").className = kind;
  at("result").replaceChildren(make("strong", {}, title), text);
}

function announce(order) {
  if (order.state === "active") show("good", `Bank from slot ${order.slot}: take it`, `At ${state.names.get(order.cabinet_id) || "the cabinet"}. Return it to any cabinet.`);
  if (order.state === "cancelled") show("bad", "No power bank came out", "Nothing is charged.");
  if (order.state === "reconciling") show("bad", "We are not sure what happened", "A person looks at it; nothing is charged meanwhile.");
}

// Orders, as they happen

const OPEN = { authorised: "Waiting for the cabinet", active: "With you", reconciling: "Being looked at" };

function took(order) {
  state.orders.set(order.id, order);
  drawOrders();
}

function drawOrders() {
  const open = [...state.orders.values()].filter((order) => order.state in OPEN).sort((one, other) => other.created_ms - one.created_ms);
  at("orders-part").hidden = open.length === 0;
  at("orders").replaceChildren(...open.map((order) => {
    const since = new Date(order.lent_ms || order.created_ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const from = order.slot ? `from slot ${order.slot}, ` : "";
    return make("li", { class: "row" }, make("span", {}, make("b", {}, OPEN[order.state]), make("p", { class: "meta" }, `${state.names.get(order.cabinet_id) || order.cabinet_id}, ${from}since ${since}`)));
  }));
}

function listen() {
  if (state.socket) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${API}/live?after=${state.seq}`);
  state.socket = socket;
  socket.addEventListener("open", () => { state.tries = 0; at("link").textContent = ""; });
  socket.addEventListener("message", (message) => {
    const news = JSON.parse(message.data);
    state.seq = news.seq;
    if (!news.name.startsWith("order.")) return;
    const before = state.orders.get(news.body.id);
    took(news.body);
    if (before && before.state === "authorised" && news.body.state !== "authorised") announce(news.body);
  });
  socket.addEventListener("close", () => {
    state.socket = null;
    if (state.me === null) return;
    at("link").textContent = "Reconnecting";
    state.tries += 1;
    setTimeout(listen, Math.min(500 * 2 ** state.tries, LONGEST_RECONNECT_MS) * (0.5 + Math.random() / 2));
  });
}

// For operators: each slot as its cabinet last reported it

async function refreshFleet() {
  if (at("operating").hidden) return;
  const devices = (await call("GET", "/devices")).content;
  const details = await Promise.all(devices.map((device) => call("GET", `/devices/${device.id}`)));
  at("fleet").replaceChildren(...details.map(({ content }) => deviceCard(content)));
}

function deviceCard(detail) {
  const { device } = detail;
  const title = make("h3", {}, state.names.get(device.id) || device.id);
  const meta = make("p", { class: "meta" }, `${device.id}, ${device.online ? "online" : "offline"}, firmware ${device.firmware_version || "unknown"}, boot ${device.boot}`);
  const slots = detail.slots.map((slot) => make("li", { class: slot.faults.length ? "faulty" : slot.state },
    make("b", {}, `Slot ${slot.slot}`), slot.bank ? `${slot.charge_pct ?? "?"} %` : slot.state, ...(slot.faults.length ? [make("br"), slot.faults.join(", ")] : [])));
  return make("li", {}, title, meta, make("ul", { class: "slots" }, ...slots));
}

function repeat(work, everyMs) {
  setInterval(() => { if (state.me && !document.hidden) work().catch(() => {}); }, everyMs);
}

repeat(refreshStations, STATIONS_EVERY_MS);
repeat(refreshFleet, FLEET_EVERY_MS);
begin();

// Live pages: asks anew when something happened, lets the clock run, writes moments in the person's own time zone.
// Shows no number of its own: prices and states come from the server.
"use strict";

const clocks = new WeakMap();
let announced = "";
let seq = 0;

function clock_text(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock-ms]")) {
    if (!clocks.has(clock)) clocks.set(clock, performance.now() - Number(clock.dataset.clockMs));
    clock.textContent = clock_text(performance.now() - clocks.get(clock));
  }
}

function localise(root) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  for (const moment of root.querySelectorAll("time[data-local]")) {
    moment.textContent = format.format(new Date(moment.dateTime));
    delete moment.dataset.local;
  }
}

function tell_zone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (zone) document.cookie = `wattlend_zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

function announce() {
  const news = document.querySelector("[data-announce]");
  const text = news ? news.textContent.trim() : "";
  if (text && text !== announced) document.getElementById("announcement").textContent = announced = text;
}

function listen(wait_ms) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/api/v1/live?after=${seq}`);
  socket.onopen = () => { wait_ms = 1000; };
  socket.onmessage = (message) => {
    seq = JSON.parse(message.data).seq;
    htmx.trigger(document.body, "live");
  };
  socket.onclose = () => setTimeout(listen, wait_ms, Math.min(wait_ms * 2, 60000));
}

function send_once(event) {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  const button = form.querySelector("button[type=submit]");
  button.setAttribute("aria-busy", "true");
  setTimeout(() => { button.disabled = true; });
}

function wake(event) {
  if (!event.persisted) return; // came back by the browser's own cache: what is shown may be old
  location.reload();
}

announced = document.querySelector("[data-announce]")?.textContent.trim() ?? "";
tell_zone(); // so that the server writes moments like this from now on
localise(document);
tick();
setInterval(tick, 1000);
document.addEventListener("submit", send_once);
document.body.addEventListener("htmx:afterSettle", () => { localise(document); tick(); announce(); });
addEventListener("pageshow", wake);
if (document.body.dataset.liveAfter !== undefined) {
  seq = Number(document.body.dataset.liveAfter);
  listen(1000);
}

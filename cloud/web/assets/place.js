// Offers to look around the person's own position. The position goes into the address of the page and nowhere else.
"use strict";

const locate = document.getElementById("locate");
const located = document.getElementById("located");

function micro_degrees(degrees) {
  return Math.round(degrees * 1e6);
}

function found(position) {
  const { latitude, longitude } = position.coords;
  location.assign(`/?near=${micro_degrees(latitude)},${micro_degrees(longitude)}`);
}

function failed() {
  locate.removeAttribute("aria-busy");
  located.textContent = locate.dataset.failed;
}

if ("geolocation" in navigator) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    locate.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 10000, maximumAge: 60000 });
  });
}

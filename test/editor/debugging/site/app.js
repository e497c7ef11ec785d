const answer = 6 * 7;
function show() {
  document.title = String(answer);
}
setInterval(show, 200);

// The order's total, and the ferry that leaves next.
const prices = new Map([
  ['Pilot rye', 6.2],
  ['Quay loaf', 4.8],
  ['Fog bun', 2.4],
]);
const form = document.querySelector('.order form');
const total = document.querySelector('#total');

if (form && total) {
  const update = () => {
    const order = new FormData(form);
    total.textContent = ((prices.get(order.get('bread')) ?? 0) * Number(order.get('count'))).toFixed(2);
  };
  form.addEventListener('input', update);
  update();
}

const now = new Date();
const clock = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
const next = [...document.querySelectorAll('.departures time')].find(time => time.textContent > clock);
next?.parentElement.style.setProperty('font-weight', '700');

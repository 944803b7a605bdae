function pause(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end) {}
}

function step(i) {
  let s = 0;
  for (let k = 0; k < 2e6; k++) s += Math.sqrt(k * i);
  return s;
}

let total = 0;
for (let i = 0; i < 30; i++) {
  total += step(i);
  pause(25);
}
console.log(total);

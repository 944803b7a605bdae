const rows = Array.from(
  { length: 2000 },
  (_, i) => `2024-01-${i % 28} host${i} GET /api/items/${i}?q=abc HTTP/1.1 200 ${i} "Mozilla"`,
);

function parseLine(line) {
  const m = /^(\S+) (\S+) (GET|POST) ([^ ?]+)(\?[^ ]*)? HTTP\/(\d\.\d) (\d+) (\d+) "(.*)"$/.exec(line);
  return m ? Number(m[7]) : 0;
}

function mix(x) {
  let s = 0;
  for (let i = 0; i < 60; i++) s += Math.sqrt(i * x);
  return s;
}

let total = 0;
for (let k = 0; k < 500; k++) {
  for (const row of rows) total += parseLine(row) + mix(row.length);
}
console.log(total);

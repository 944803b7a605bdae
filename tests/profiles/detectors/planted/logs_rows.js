const util = require('util');
const rows = Array.from({ length: 300 }, (_, i) => ({ id: i, nested: { a: [1, 2, 3], b: { c: i } } }));
const kept = [];

function debug(message) {
  if (process.env.DEBUG) kept.push(message);
}

function compute(row) {
  let s = 0;
  for (let i = 0; i < 3000; i++) s += Math.sqrt(i * row.id);
  debug(util.inspect(row, { depth: 5 }));
  return s;
}

let total = 0;
for (let k = 0; k < 250; k++) for (const row of rows) total += compute(row);
console.log(total);

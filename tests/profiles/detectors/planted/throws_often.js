function parseNumber(text) {
  if (text[0] === 'x') throw new Error('no number: ' + text);
  return Number(text);
}

function numberOr0(text) {
  try {
    return parseNumber(text);
  } catch (error) {
    return error.stack.length * 0;
  }
}

const items = Array.from({ length: 1000 }, (_, i) => (i % 2 ? 'x' : '') + i);
let total = 0;
for (let k = 0; k < 150; k++) for (const item of items) total += numberOr0(item);
console.log(total);

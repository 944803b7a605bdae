const text = JSON.stringify(
  Array.from({ length: 400 }, (_, i) => ({ id: i, name: 'rule' + i, tags: ['a', 'b'] })),
);
const rules = JSON.parse(text);

function score(x) {
  let s = 0;
  for (let i = 0; i < 20000; i++) s += Math.sqrt(i * x);
  return s;
}

function handle(i) {
  return rules[i % 400].name.length + score(i);
}

let total = 0;
for (let i = 0; i < 12000; i++) total += handle(i);
console.log(total);

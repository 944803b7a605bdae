function keyOf(i) {
  let s = 0;
  for (let k = 0; k < 6000; k++) s = (s * 31 + k * i) % 1000003;
  return 'k' + i + ':' + s;
}

function withItem(list, item) {
  return [...list, item];
}

function run() {
  let list = [];
  for (let i = 0; i < 22000; i++) list = withItem(list, keyOf(i));
  return list.length;
}

console.log(run());

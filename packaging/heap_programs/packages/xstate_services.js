// expect: system / Context.children, system / Context.serviceMap, system / Context.*, Watcher.services, Set[]
const { createMachine, interpret, spawn } = require('xstate');
const machine = createMachine({ id: 'order', initial: 'new', predictableActionArguments: true, context: { lines: [] }, states: { new: { on: { PAY: 'paid' } }, paid: {} } });
module.exports = (leak) => { let i = 0, open = [];
  return { n: 80, warm: 10, act(n) { for (let k = 0; k < n; k++) { const s = interpret(machine.withContext({ lines: [i++, 'x' + i] }), { devTools: false }).start(); s.send('PAY'); open.push(s); } }, revert() { if (!leak) for (const s of open) s.stop(); open = []; } }; };

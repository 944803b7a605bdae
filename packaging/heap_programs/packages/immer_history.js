// expect: Editor.history
const { produce } = require('immer');
class Editor { constructor() { this.state = { title: 't', blocks: Array.from({ length: 40 }, (_, i) => ({ id: i, text: 'block ' + i })) }; this.history = []; } edit(i, keep) { this.history.push(this.state); while (this.history.length > keep) this.history.shift(); this.state = produce(this.state, (d) => { d.blocks[i % 40].text = 'edited ' + i; }); } }
module.exports = (leak) => { const e = globalThis.editor = new Editor(); let i = 0;
  return { n: 250, warm: 30, act(n) { for (let k = 0; k < n; k++) e.edit(i++, leak ? Infinity : 20); }, revert() {} }; };

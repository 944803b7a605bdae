'use strict';
// A store in the manner of Redux: every update copies the list, which only ever grows.
class Store { constructor() { this.state = { todos: [], version: 0 }; } dispatch(todo, leak) { const todos = [...this.state.todos, todo]; this.state = { todos: leak ? todos : todos.slice(-20), version: this.state.version + 1 }; } }
class Todo { constructor(i) { this.id = i; this.text = 'todo ' + i; this.when = { day: i % 7, hour: i + 0.5 }; } }
module.exports = (leak) => { const store = globalThis.store = new Store(); let i = 0;
  return { n: 400, warm: 30, act(n) { for (let k = 0; k < n; k++) store.dispatch(new Todo(i++), leak); }, revert() {} }; };

"use strict";

/** Who wants to hear of what, by topic. Lives as long as the service. */
class EventBus {
  constructor() {
    this.listeners = new Map();
  }

  on(topic, listener) {
    const known = this.listeners.get(topic);
    if (known) known.push(listener);
    else this.listeners.set(topic, [listener]);
    return () => this.off(topic, listener);
  }

  off(topic, listener) {
    const left = (this.listeners.get(topic) || []).filter((each) => each !== listener);
    this.listeners.set(topic, left);
  }

  emit(topic, event) {
    for (const listener of this.listeners.get(topic) || []) listener(event);
  }
}

module.exports = { EventBus };

let ready = false;
setTimeout(() => { ready = true; }, 1200);

function poll() {
  if (!ready) setImmediate(poll);
}

poll();

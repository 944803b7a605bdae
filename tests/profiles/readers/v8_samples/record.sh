#!/bin/sh
# Makes the recordings of this folder anew: Node 20 and npm are needed, and Chromium for the trace.
# usage: record.sh FOLDER   (results are written there; look at them before they replace the old ones)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$out"
cp "$here/work.js" "$here/page.html" .
node --cpu-prof --cpu-prof-name=node20.cpuprofile work.js
node --heap-prof --heap-prof-interval=32768 --heap-prof-name=node20.heapprofile work.js
node --prof --no-logfile-per-isolate --logfile=isolate-v8.log work.js
node --prof-process --preprocess isolate-v8.log | node "$here/without_sources.js" > node20.v8log.json
node --prof-process isolate-v8.log | sed "/Bottom up/,$ d" > node20.v8log.txt
[ -d node_modules/puppeteer-core ] || npm install --no-save --silent puppeteer-core
node "$here/record_trace.mjs" "$out/page.html" trace.json
gzip -9 -f -n trace.json

"""Packages whose place in a page is known: what draws the first picture, and what hardly ever
does."""

from __future__ import annotations

_FIRST_TEXT = """
react react-dom scheduler preact vue @vue/runtime-dom @vue/runtime-core @vue/reactivity
@vue/shared svelte solid-js @angular/core @angular/common @angular/platform-browser zone.js lit
lit-html lit-element @lit/reactive-element ember-source alpinejs inferno mithril next nuxt
@remix-run/react @remix-run/router @sveltejs/kit react-router react-router-dom vue-router
@angular/router @tanstack/react-router @tanstack/router-core wouter @reach/router single-spa
qwik @builder.io/qwik htmx.org stencil @stencil/core
"""
FIRST = frozenset(_FIRST_TEXT.split())
"""Frameworks and routers: whoever alone brings these in is the page itself, no part of it."""

_GLUE_TEXT = """
core-js core-js-pure regenerator-runtime tslib @swc/helpers @babel/runtime
@babel/runtime-corejs3 whatwg-fetch isomorphic-fetch unfetch object-assign process buffer redux
react-redux @reduxjs/toolkit mobx mobx-react mobx-react-lite zustand jotai recoil vuex pinia
rxjs @ngrx/store @tanstack/react-query @tanstack/query-core swr @apollo/client styled-components
@emotion/react @emotion/styled @emotion/cache stylis i18next react-i18next vue-i18n
@sentry/browser @sentry/react @sentry/vue web-vitals history
"""
GLUE = frozenset(_GLUE_TEXT.split())
"""What the top level of an application sets up or patches: an import of these stays."""

_LATER_TEXT = """
jspdf pdfmake pdf-lib pdfjs-dist react-pdf @react-pdf/renderer html2canvas dom-to-image
html-to-image html2pdf.js canvg xlsx xlsx-js-style exceljs @e965/xlsx handsontable papaparse
csv-parse csv-stringify d3-dsv docx mammoth pizzip docxtemplater jszip fflate pako file-saver
streamsaver monaco-editor @monaco-editor/react monaco-editor-core codemirror @codemirror/view
@codemirror/state @uiw/react-codemirror ace-builds react-ace brace tinymce
@tinymce/tinymce-react ckeditor5 @ckeditor/ckeditor5-build-classic quill react-quill
@tiptap/core @tiptap/react prosemirror-view prosemirror-model draft-js slate slate-react lexical
@lexical/react grapesjs @editorjs/editorjs highlight.js prismjs shiki react-syntax-highlighter
refractor lowlight marked markdown-it showdown remarkable react-markdown remark rehype unified
turndown micromark katex mathjax mathjs mermaid chart.js react-chartjs-2 vue-chartjs echarts
zrender apexcharts react-apexcharts vue3-apexcharts highcharts plotly.js plotly.js-dist
plotly.js-dist-min react-plotly.js recharts victory nivo @nivo/core c3 d3 vega vega-lite
vega-embed cytoscape vis-network sigma gojs jointjs @antv/g6 @antv/g2 lightweight-charts uplot
dygraphs frappe-gantt leaflet react-leaflet mapbox-gl maplibre-gl ol openlayers cesium deck.gl
@deck.gl/core @googlemaps/js-api-loader three @react-three/fiber babylonjs @babylonjs/core
pixi.js phaser p5 konva react-konva fabric video.js hls.js dashjs shaka-player plyr
wavesurfer.js howler lottie-web lottie-react @lottiefiles/react-lottie-player emoji-mart
@emoji-mart/data @emoji-mart/react emoji-picker-react qrcode qrcode.react qr-code-styling jsqr
@zxing/library html5-qrcode jsbarcode bwip-js zxcvbn zxcvbn-ts @zxcvbn-ts/core libphonenumber-js
google-libphonenumber tesseract.js @tensorflow/tfjs @ffmpeg/ffmpeg onnxruntime-web compressorjs
browser-image-compression cropperjs react-cropper react-image-crop react-easy-crop
tui-image-editor signature_pad react-signature-canvas xterm @xterm/xterm diff diff2html jsdiff
sql.js @faker-js/faker faker swagger-ui-react swagger-ui-dist redoc graphiql ag-grid-community
ag-grid-enterprise @fullcalendar/core @fullcalendar/react react-big-calendar intro.js driver.js
shepherd.js react-joyride canvas-confetti @stripe/stripe-js @stripe/react-stripe-js
agora-rtc-sdk-ng livekit-client twilio-video simple-peer peerjs crypto-js node-forge openpgp
tweetnacl ethers web3 viem prettier js-beautify terser acorn typescript @babel/standalone
esprima handlebars js-yaml ajv
"""
LATER = frozenset(_LATER_TEXT.split())
"""What people meet after a click, on one page or below the fold: documents, editors, charts, maps,
players, archives. Libraries that say so themselves or are commonly loaded with `import()`."""

// A second implementation of front end and integer network, in plain JavaScript, from the JSON files alone.
// usage: node training/check.mjs [kws|kws-w8]
import { readFileSync, existsSync } from "node:fs";
import { crc32 } from "node:zlib";
const name = process.argv[2] ?? "kws", tag = name === "kws-w8" ? "w8" : "w6";
const root = new URL("../", import.meta.url).pathname;
const net = JSON.parse(readFileSync(`${root}networks/${name}.json`));
const vec = JSON.parse(readFileSync(`${root}networks/${name}.vectors.json`));
const { window: N, hop, frames: T, mels: M, fMin, fMax, floor, codesPerOctave, sampleRate } = net.frontEnd;

const mel = (f) => 2595 * Math.log10(1 + f / 700), hz = (m) => 700 * (10 ** (m / 2595) - 1);
const edge = Array.from({ length: M + 2 }, (_, i) => hz(mel(fMin) + ((mel(fMax) - mel(fMin)) * i) / (M + 1)));
const cos = Float64Array.from({ length: N }, (_, i) => Math.cos((2 * Math.PI * i) / N));
const sin = Float64Array.from({ length: N }, (_, i) => Math.sin((2 * Math.PI * i) / N));
const clamp8 = (v) => Math.max(-128, Math.min(127, v));

function logMel(s) { // s: 16000 samples in [-1, 1)
  const at = (i) => s[i < 0 ? -i : i >= s.length ? 2 * (s.length - 1) - i : i];
  const out = Array.from({ length: M }, () => new Array(T));
  for (let t = 0; t < T; t++) {
    const x = Float64Array.from({ length: N }, (_, n) => at(t * hop + n - N / 2) * (0.5 - 0.5 * cos[n]));
    const p = new Float64Array(N / 2 + 1);
    for (let k = 0; k <= N / 2; k++) {
      let re = 0, im = 0;
      for (let n = 0; n < N; n++) { const a = (k * n) % N; re += x[n] * cos[a]; im -= x[n] * sin[a]; }
      p[k] = re * re + im * im;
    }
    for (let m = 0; m < M; m++) {
      let e = 0;
      for (let k = 0; k <= N / 2; k++) {
        const f = (k * sampleRate) / N;
        e += p[k] * Math.max(0, Math.min((f - edge[m]) / (edge[m + 1] - edge[m]), (edge[m + 2] - f) / (edge[m + 2] - edge[m + 1])));
      }
      out[m][t] = clamp8(Math.floor(codesPerOctave * Math.log2(e + floor) + 0.5));
    }
  }
  return out;
}
const normalise = (v) => v.map((row) => {
  const mean = Math.floor((2 * row.reduce((a, b) => a + b, 0) + T) / (2 * T));
  return row.map((c) => clamp8(c - mean));
});

const sat20 = (a) => Math.max(-524288, Math.min(524287, a));
function run(x) { // x: [channel][time]
  const sh = net.quantisation.shift, v = { input: x };
  for (const l of net.layers) {
    if (l.type === "conv1d") {
      v[l.name] = Array.from({ length: l.outChannels }, (_, k) => Array.from({ length: l.outLength }, (_, t) => {
        let a = 0;
        for (let c = 0; c < l.inChannels; c++) for (let j = 0; j < l.kernel; j++)
          a += l.weights[k][c][j] * (v[l.input][c][t * l.stride + j - l.padding] ?? 0);
        a = sat20(a);
        if (l.bias) a = sat20(a + (l.bias[k] << sh));
        if (l.residual) a = sat20(a + (v[l.residual][k][t] << sh));
        return Math.max(l.relu ? 0 : -128, Math.min(127, (a + (1 << (sh - 1))) >> sh));
      }));
    } else if (l.type === "averagePool") v.pool = v[l.input].map((r) => clamp8((r.reduce((a, b) => a + b, 0) + 8) >> l.shift)).map((a) => [a]);
    else v.fc = l.weights.map((r) => sat20(r.reduce((a, w, i) => a + w * v[l.input][i][0], 0)));
  }
  return v;
}
const crc = (rows) => crc32(Uint8Array.from(rows.flat(), (a) => a & 255)) >>> 0;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
let bad = 0;
const check = (ok, what) => { if (!ok) { bad++; console.log("FAIL", what); } };

const tone = Float64Array.from({ length: 16000 }, (_, n) => Math.floor(0.5 * Math.sin((2 * Math.PI * 440 * n) / 16000) * Math.min(1, n / 8000) * 32768 + 0.5) / 32768);
const lm = logMel(tone);
check(same(lm, vec.frontEnd.logMel), "log-mel of the tone");
check(same(normalise(lm), vec.frontEnd.features), "features of the tone");
for (const [i, e] of vec.vectors.entries()) {
  const v = run(e.features);
  check(same(v.fc, e.logits), `logits ${i}`);
  for (const k in e.crc) check(crc(k === "pool" ? v.pool.flat() : v[k]) === e.crc[k], `crc ${i} ${k}`);
}
const demos = `${root}examples/expected-${tag}.json`;
if (existsSync(demos)) for (const d of JSON.parse(readFileSync(demos))) {
  const b = readFileSync(`${root}examples/${d.file}`);
  const f = normalise(logMel(Float64Array.from({ length: 16000 }, (_, n) => b.readInt16LE(44 + 2 * n) / 32768)));
  check(crc(f) === d.featuresCrc, `features of ${d.file}`);
  const lg = run(f).fc;
  check(same(lg, d.logits), `logits of ${d.file}`);
  console.log(d.file.padEnd(18), net.classes[lg.indexOf(Math.max(...lg))]);
}
console.log(bad ? `${bad} failures` : "all equal");
process.exit(bad ? 1 : 0);

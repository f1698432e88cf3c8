import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CallSite, callSiteAt } from '../../generators/language/source-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-names-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** What is read at the call that `§` marks in the source. */
function siteIn(marked: string): CallSite {
  const file = join(folder, `${files++}.ts`);
  writeFileSync(file, marked.replace('§', ''));
  const before = marked.slice(0, marked.indexOf('§')).split('\n');
  return callSiteAt({ file, line: before.length, column: before.at(-1)!.length + 1 });
}

function nameIn(marked: string): string {
  const site = siteIn(marked);
  if (site.kind === 'declared') return site.name;
  return site.kind === 'returned' ? `returned ${site.suffix}`.trim() : 'anonymous';
}

describe('the name that a call site gives', () => {
  const cases: readonly (readonly [source: string, name: string])[] = [
    ['const x = a.§add(b);', 'x'],
    ['let x = §mux(a, b, c)', 'x'],
    ['var x = §mux(a, b, c)', 'x'],
    ['export const x = a.§add(b);', 'x'],
    ['export default a.§add(b);', 'anonymous'],
    ['const x: UInt = a.§add(b);', 'x'],
    ['const x: A | B = a.§add(b);', 'x'],
    ['const x: Map<A, B>[] = a.§add(b);', 'x'],
    ['const x: readonly UInt[] = §f();', 'x'],
    ['const x: { a: A; b: B } = §f();', 'x'],
    ["const x: Foo['bar'] = §f();", 'x'],
    ['let x!: UInt; x = a.§add(b);', 'x'],
    ['const y = 1, x = a.§add(b);', 'x'],
    ['x = a.§add(b)', 'x'],
    ['const x = y = a.§add(b)', 'y'],
    ['x ??= a.§add(b)', 'anonymous'],
    ['reg.next = a.§add(b);', 'anonymous'],
    ['reg!.next = a.§add(b);', 'anonymous'],
    ['reg?.next = a.§add(b);', 'anonymous'],
    ['class A { sum!: UInt = §reg(); }', 'sum'],
    ['class A { sum?: UInt = §reg(); }', 'sum'],
    ['xs[0] = a.§add(b);', 'anonymous'],
    ['const { x } = §f();', 'anonymous'],
    ['const [x, y] = §f();', 'anonymous'],
    ['const { x = a.§add(b) } = y;', 'x'],
    ['function f(x = a.§add(b)) {}', 'x'],
    ['class A { sum = §reg(); }', 'sum'],
    ['class A { private readonly sum: UInt = §reg(); }', 'sum'],
    ['class A { #sum = §reg(); }', 'sum'],
    ['const x = a.§add(b).mul(c);', 'anonymous'],
    ['const x = a.add(b).§mul(c);', 'x'],
    ['const x = a\n  .add(b)\n  .§mul(c);', 'x'],
    ['const x = a.§add(b)!;', 'x'],
    ['const x = a.§add(b)!.mul(c);', 'anonymous'],
    ['const x = a.§add(b)?.mul(c);', 'anonymous'],
    ['const x = a.§add(b)[0];', 'anonymous'],
    ['const x = a.§add(b) as UInt;', 'x'],
    ['const x = a.§add(b) satisfies UInt;', 'x'],
    ['const x = (a.§add(b) as UInt);', 'x'],
    ['const x = (a.§add(b) as UInt).mul(c);', 'anonymous'],
    ['const x = f(a.§add(b));', 'anonymous'],
    ['const x = f(1, a.§add(b));', 'anonymous'],
    ['const x = c ? a.§add(b) : d;', 'x'],
    ['const x = c ? d : a.§add(b);', 'x'],
    ['const x = c ? d.e(f, g) : a.§add(b);', 'x'],
    ['const x = §reg<UInt>(shape);', 'x'],
    ['const x = §reg<Map<A, B>>(shape);', 'x'],
    ['const x = library.§reg(shape);', 'x'],
    ['const x = await §f();', 'x'],
    ['const x = { a: b.§add(c) };', 'x_a'],
    ['const x = { y: 1, a: b.§add(c) };', 'x_a'],
    ['const x = { y: f(1, 2), a: { b: c.§add(d) } };', 'x_a_b'],
    ['const x = { a: c ? d : b.§add(e) };', 'x_a'],
    ['const x = { ...(c ? { a: b.§add(d) } : {}) };', 'x_a'],
    ['const x = f({ a: b.§add(c) });', 'anonymous'],
    ['const x = [a.§add(b), c];', 'x'],
    ['const x = [a, c.§add(b)];', 'x'],
    ['const x = [a.§add(b), c].reduce(f);', 'anonymous'],
    ['const x = [[a.§add(b), 1], [c, 2]];', 'anonymous'],
    ['const x = y[a.§add(b)];', 'anonymous'],
    ['const f = (x) => x.§add(b);', 'returned'],
    ['const f = (x) => ({ a: x.§add(b), c });', 'returned a'],
    ['function f(x) { return x.§add(b); }', 'returned'],
    ['function f(x) { return { a: { b: x.§add(b) } }; }', 'returned a_b'],
    ['function f(x) { return c ? x : x.§add(b); }', 'returned'],
    ['const x = ys.map((y) => { y.§add(b); });', 'anonymous'],
    ['const x = 1;\na.§add(b);', 'anonymous'],
    // without semicolons
    ['const x = 1\na.§add(b)', 'anonymous'],
    ['const x = y.add(z)\nMac.§call(b)', 'anonymous'],
    ['const x = a\n  .§add(b)\nconst y = 1', 'x'],
    ['const y = a.sub(b)\nconst x = a.§add(b)', 'x'],
    ['const y = a.sub(b)\nx = a.§add(b)', 'x'],
    ['const y = a > b\nx = a.§add(b)', 'x'],
    ['if (c) a.§add(b)', 'anonymous'],
    ['const y = 1\nif (c) x = a.§add(b)', 'x'],
    ['for (const i of is) x = §mux(i, 1, x)', 'x'],
    ["'use strict'\nx = a.§add(b)", 'x'],
    // what stands around
    ['const x = /* = { */ a.§add(/* ) */ b);', 'x'],
    ['const x = // y =\n  a.§add(b);', 'x'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    ['const y = `a ${b ? `c ${"}"}` : 1} =`; const x = a.§add(b);', 'x'],
    ['const y = /[\'"`(\\/]/g; const x = a.§add(b);', 'x'],
    ['const y = a / b; const z = "/"; const x = a.§add(b);', 'x'],
    ['const y = i++ / 2; const z = "\'/"; const x = a.§add(b);', 'x'],
    ['const y = v! / 2; const z = 1 / 2; const x = a.§add(b);', 'x'],
    ["const y = f(a) / 2; const z = '/'; const x = a.§add(b);", 'x'],
    ['switch (k) { case 1: x = a.§add(b); }', 'x'],
    ['#!/usr/bin/env node\nconst x = a.§add(b);', 'x'],
    ['const y = 1;\r\nconst x = a.§add(b);', 'x'],
    ['const größe = a.§add(b);', 'größe'],
    ["const y = 'unterminated\nconst x = a.§add(b);", 'x'],
  ];

  it.each(cases)('%j is %s', (source, name) => {
    expect(nameIn(source)).toBe(name);
  });

  it('is unknown for files that cannot be read and places that are no call', () => {
    expect(callSiteAt({ file: join(folder, 'missing.ts'), line: 1, column: 1 })).toEqual({ kind: 'anonymous' });
    expect(nameIn('const §x = 1;')).toBe('anonymous');
    expect(nameIn('§')).toBe('anonymous');
  });
});

describe('the documentation that a call site gives', () => {
  const cases: readonly (readonly [source: string, documentation: string | undefined])[] = [
    ['/** Text. */ const x = §f();', 'Text.'],
    ['/** Text. */\nexport const x = §f();', 'Text.'],
    ['/**\n * Two\n * lines.\n */\nconst x = §f();', 'Two\nlines.'],
    ['/* Text. */ const x = §f();', undefined],
    ['/** Other. */ const y = 1; const x = §f();', undefined],
    ['/** All. */ const x = { /** One. */ a: §f() };', 'One.'],
    ['/** All. */ const x = { a: §f() };', 'All.'],
    ['function g() { return { /** One. */ a: §f() }; }', 'One.'],
    ['/**/ const x = §f();', undefined],
  ];

  it.each(cases)('%j is %j', (source, documentation) => {
    const site = siteIn(source);
    expect(site.kind === 'anonymous' ? 'anonymous' : site.documentation).toBe(documentation);
  });
});

/**
 * An ES module as a function, which V8 keeps compiled, as it does not keep modules under Node 20. It is called with what
 * `import.meta` is, what stands for `import(…)` and what gives an imported module, and returns what the module exports.
 * Its text begins in its second line and has the places of the source.
 *
 * Bindings are read once, when the module runs. So exported variables must not change later; and where modules import
 * each other in a circle, the one that runs first has the other's exports only afterwards (`late`: the specifiers of
 * these imports).
 * @param code JavaScript, and what the lexer says of it.
 * @throws Error where the module has something that a function cannot have.
 */
export function functionOf(code, [imports, exports], late = new Set()) {
  if (/\$load\$|\$module\$|import_meta/.test(code)) throw new Error('the module uses a name of ours');
  const front = [];
  const edits = new Map();
  imports.forEach((one, index) => {
    if (one.type === 'import-meta') edits.set(one.start, [one.start + 'import.meta'.length, 'import_meta']);
    else if (one.type === 'dynamic') edits.set(one.importStart, [one.importStart + 'import'.length, '$load$']);
    else {
      if (one.attributes || one.phase) throw new Error('imports with attributes have no form as a function');
      edits.set(one.importStart, [one.importEnd, blank(code.slice(one.importStart, one.importEnd))]);
      front.push(importOf(code, one, index, late.has(one.specifier)));
    }
  });
  for (const { name, type, localName, exportStart } of exports) {
    if (type === 'direct' && localName === undefined && name === 'default') front.push('let $default;');
    if (!edits.has(exportStart)) edits.set(exportStart, exportEdit(code, exportStart, localName));
  }
  const head = `function (import_meta, $load$, $module$) { "use strict"; ${front.join(' ')}`;
  return `${head}\n${edited(code, edits)}\n${returned(imports, exports)} }`;
}

/** A module of CommonJS in the form that Node gives it. */
export const functionOfCommon = (code) =>
  `function (exports, require, module, __filename, __dirname) {\n${code.replace(/^#!.*/, '')}\n}`;

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** The declarations that stand for an import. */
function importOf(code, { specifier, importStart, start, type }, index, isLate) {
  const module = `const $${index} = $module$(${JSON.stringify(specifier)});`;
  if (type === 'reexport-star' || code.startsWith('export', importStart)) return module;
  const clause = code
    .slice(importStart + 'import'.length, start - 1)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?from ?$/, '')
    .trim();
  const form = /^([\w$]+)?(?: ?,)? ?(?:\* as ([\w$]+)|\{(.*)\})?$/u.exec(clause);
  if (!form) throw new Error(`an import of ${specifier} has a form that is not known`);
  const [, whole, space, named = ''] = form;
  const names = named.split(',').flatMap((part) => (part.trim() ? [part.trim().replace(/ as /, ': ')] : []));
  if (whole) names.push(`default: ${whole}`);
  if (isLate) {
    if (space) throw new Error('an import in a circle takes names');
    const locals = names.map((name) => name.replace(/^.*: /, ''));
    return `let ${locals}; $module$(${JSON.stringify(specifier)}, ($late$) => { ({ ${names} } = $late$); });`;
  }
  const declared = [
    ...(space ? [`${space} = $${index}`] : []),
    ...(names.length > 0 ? [`{ ${names} } = $${index}`] : []),
  ];
  return declared.length > 0 ? `${module} const ${declared};` : module;
}

/** What stands in the way of a declaration, or a list of names, goes. */
function exportEdit(code, start, localName) {
  const rest = code.slice(start);
  const list = /^export\s*\{[^}]*\}/.exec(rest)?.[0];
  if (list) return [start + list.length, blank(list)];
  const [word, isDefault] = /^export(\s+default)?/.exec(rest);
  const behind = rest.slice(word.length).trimStart();
  const isValue = isDefault && (localName === undefined || !/^(?:async\s|function\b|class\b)/.test(behind));
  return [start + word.length, isValue ? blank(word).replace(/^ {10}/, '$default =') : blank(word)];
}

function edited(code, edits) {
  let text = '';
  let done = 0;
  for (const [start, [end, by]] of [...edits].sort(([one], [other]) => one - other)) {
    text += code.slice(done, start) + by;
    done = end;
  }
  return text + code.slice(done);
}

/** A module's names are in the order of the alphabet. */
function returned(imports, exports) {
  const value = (one) => {
    if (one.type === 'direct') return one.localName ?? '$default';
    const module = `$${one.importIndex}`;
    return one.importName === null ? module : `${module}[${JSON.stringify(one.importName)}]`;
  };
  const named = exports.filter(({ type }) => type !== 'reexport-all');
  const pairs = named.map((one) => [one.name, value(one)]).sort(([one], [other]) => (one < other ? -1 : 1));
  const own = `{ __proto__: null, ${pairs.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')} }`;
  const stars = imports.flatMap(({ type }, index) => (type === 'reexport-star' ? [`$${index}`] : []));
  return stars.length === 0 ? `return ${own};` : `return $module$.merged(${[own, ...stars].join(', ')});`;
}

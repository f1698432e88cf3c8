import type { Attribute } from '../circuit/types.ts';
import { printAttributes, quoted } from './attributes.ts';
import { align, type Document, fill, group, hardLine, indent, join, layOut, line, softLine } from './document.ts';
import { printExpression } from './print-expression.ts';
import type { CaseItem, DataType, InstanceItem, Item, VerilogModule, VerilogStatement } from './tree.ts';

type ItemOf<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>;

/** The text of a file that holds `module`, in lines of at most `lineLength` columns where names permit. */
export function printModule(module: VerilogModule, lineLength: number): string {
  const head = [...module.header.map((text) => `// ${text}`.trimEnd()), '`default_nettype none', ''];
  const attributes = printAttributes(module.attributes);
  if (attributes !== '') head.push(attributes);
  const document: Document = [
    join(hardLine, [...head, `module ${module.name} (`]),
    printPorts(module),
    hardLine,
    ');',
    indent(printItems(module.items)),
    hardLine,
    join(hardLine, ['endmodule', '', '`default_nettype wire', '']),
  ];
  return layOut(document, lineLength);
}

function printPorts({ ports }: VerilogModule): Document {
  const types = ports.map(({ type }) => printType(type));
  const typeWidth = widest(types);
  const commented = ports.some(({ comment }) => comment !== undefined);
  const names = ports.map(({ name }, position) => name + (position < ports.length - 1 ? ',' : ''));
  const nameWidth = commented ? widest(names) : 0;
  return indent(
    ports.map(({ direction, comment, attributes }, position) => [
      hardLine,
      attributeLine(attributes),
      `${direction.padEnd(6)} ${types[position]!.padEnd(typeWidth)} ${names[position]!.padEnd(nameWidth)}`,
      comment === undefined ? '' : `  // ${comment}`,
    ]),
  );
}

/** Attributes stand on a line of their own, above what they belong to. */
function attributeLine(attributes: readonly Attribute[] | undefined): Document {
  const text = printAttributes(attributes);
  return text === '' ? '' : [text, hardLine];
}

export function printType({ width, signed, enumeration }: DataType): string {
  if (enumeration !== undefined) return enumeration;
  return `logic${signed ? ' signed' : ''}${width === 1 ? '' : ` [${width - 1}:0]`}`;
}

/** Runs of declarations and of assigns stand together; everything else is set off by empty lines. */
function printItems(items: readonly Item[], nested = false): Document {
  const blocks: Document[] = [];
  for (let start = 0; start < items.length; ) {
    const { kind } = items[start]!;
    let end = start + 1;
    while (end < items.length && items[end]!.kind === kind && ['declaration', 'assign', 'constant'].includes(kind))
      end++;
    blocks.push(printRun(items.slice(start, end)));
    start = end;
  }
  return blocks.map((block, position) => [nested && position === 0 ? '' : hardLine, hardLine, block]);
}

function printRun(run: readonly Item[]): Document {
  const first = run[0]!;
  switch (first.kind) {
    case 'declaration':
      return printDeclarations(run as ItemOf<'declaration'>[]);
    case 'assign':
      return printAssigns(run as ItemOf<'assign'>[]);
    case 'constant':
      return join(
        hardLine,
        (run as ItemOf<'constant'>[]).map(({ name, type, value }) =>
          group([`localparam ${printType(type)} ${name} =`, indent([line, printExpression(value)]), ';']),
        ),
      );
    case 'enumeration':
      return printEnumeration(first);
    case 'combinational':
      return [`${first.keyword} begin`, printBody(first.body), hardLine, 'end'];
    case 'alwaysFf':
      return [`always_ff @(${first.events}) begin`, printBody(first.body), hardLine, 'end'];
    case 'watch':
      return [`always @(${first.events}) begin`, printBody(first.body), hardLine, 'end'];
    case 'layer':
      return printLayer(first);
    case 'initialWords':
      return printInitialWords(first);
    case 'instance':
      return printInstance(first);
    case 'loop': {
      const { variable, count, label } = first;
      const heading = `for (genvar ${variable} = 0; ${variable} < ${count}; ${variable}++) begin : ${label}`;
      return [heading, indent(printItems(first.items, true)), hardLine, 'end'];
    }
    case 'unused': {
      const parts = first.values.map(printExpression);
      const list = ["1'b0", ...parts].map((part, position) => (position < parts.length ? [part, ','] : part));
      return group([`wire ${first.name} = &{`, indent([softLine, join(line, list)]), softLine, '};']);
    }
  }
}

/** Solvers define `FORMAL`, as yosys does by itself; synthesis never sees the layer. */
function printLayer({ items, solvers, simulators }: ItemOf<'layer'>): Document {
  const section = (content: readonly Item[]) => printItems(content, true);
  return join(hardLine, [
    '`ifdef VERIFICATION',
    ['`ifndef SYNTHESIS', section(items), items.length > 0 ? hardLine : ''],
    ['`ifdef FORMAL', section(solvers)],
    ['`else', section(simulators)],
    '`endif',
    '`endif',
    '`endif',
  ]);
}

function printDeclarations(run: readonly ItemOf<'declaration'>[]): Document {
  const types = run.map(({ type }) => printType(type));
  const width = widest(types);
  return join(
    hardLine,
    run.map(({ name, words, attributes, comments = [] }, position): Document => {
      const array = words === undefined ? '' : ` [0:${words - 1}]`;
      const remark = comments.map((comment) => ` /* ${comment} */`).join('');
      return [attributeLine(attributes), `${types[position]!.padEnd(width)} ${name}${remark}${array};`];
    }),
  );
}

function printAssigns(run: readonly ItemOf<'assign'>[]): Document {
  const targets = run.map(({ target }) => plain(printExpression(target)));
  const width = widest(targets);
  return join(
    hardLine,
    run.map(({ value }, position) =>
      group([`assign ${targets[position]!.padEnd(width)} = `, align(printExpression(value)), ';']),
    ),
  );
}

function printEnumeration({ name, type, members }: ItemOf<'enumeration'>): Document {
  const width = widest(members.map((member) => member.name));
  const rows = members.map((member, position): Document => {
    const comma = position < members.length - 1 ? ',' : '';
    return [`${member.name.padEnd(width)} = `, printExpression(member.value), comma];
  });
  return [`typedef enum ${printType(type)} {`, indent([hardLine, join(hardLine, rows)]), hardLine, `} ${name};`];
}

/** As many words on a line as it holds; each run of equal words is a loop on a line of its own. */
function printInitialWords({ name, runs }: ItemOf<'initialWords'>): Document {
  const lines: Document[] = [];
  let words: Document[] = [];
  const endWords = () => {
    if (words.length > 0) lines.push(fill(words));
    words = [];
  };
  for (const { first, last, value } of runs) {
    const word = printExpression(value);
    if (first === last) words.push([`${name}[${first}] = `, word, ';']);
    else {
      endWords();
      lines.push([`for (int i = ${first}; i < ${last + 1}; i++) ${name}[i] = `, word, ';']);
    }
  }
  endWords();
  return ['initial begin', indent([hardLine, join(hardLine, lines)]), hardLine, 'end'];
}

function printInstance({ module, name, connections, parameters = [], attributes }: InstanceItem): Document {
  const given = parameters.map((parameter) => `.${parameter.name}(${parameter.value})`);
  const list: Document =
    given.length === 0 ? '' : ['#(', indent([softLine, join(line, commaSeparated(given))]), softLine, ') '];
  const head: Document = [attributeLine(attributes), group([`${module} `, list]), name];
  if (connections.length === 0) return [head, ' ();'];
  const width = widest(connections.map(({ port }) => port));
  const rows = connections.map(({ port, value }, position): Document => {
    const comma = position < connections.length - 1 ? ',' : '';
    return [`.${port.padEnd(width)}(`, align(printExpression(value)), `)${comma}`];
  });
  return [head, ' (', indent([hardLine, join(hardLine, rows)]), hardLine, ');'];
}

function commaSeparated(parts: readonly Document[]): readonly Document[] {
  return parts.map((part, position) => (position < parts.length - 1 ? [part, ','] : part));
}

function printBody(statements: readonly VerilogStatement[]): Document {
  return indent([hardLine, join(hardLine, statements.map(printStatement))]);
}

function printStatement(statement: VerilogStatement): Document {
  switch (statement.kind) {
    case 'assignment': {
      const { target, operator, value } = statement;
      return group([printExpression(target), ` ${operator} `, align(printExpression(value)), ';']);
    }
    case 'if':
      return printIf(statement);
    case 'check': {
      const label = statement.label === undefined ? '' : `${statement.label}: `;
      return group([`${label}${statement.check} (`, align(printExpression(statement.condition)), ');']);
    }
    case 'task': {
      const given = [quoted(statement.format), ...statement.values.map(printExpression)];
      const list = statement.name === '$fatal' ? ['1', ...given] : given;
      return group([`${statement.name}(`, align(fill(commaSeparated(list))), ');']);
    }
    case 'case': {
      const items = statement.items.map(printCaseItem);
      if (statement.fallback !== undefined) items.push(printArm('default', statement.fallback));
      return [
        'case (',
        printExpression(statement.selector),
        ')',
        indent([hardLine, join(hardLine, items)]),
        hardLine,
        'endcase',
      ];
    }
  }
}

function printIf(statement: VerilogStatement & { kind: 'if' }): Document {
  const { condition, then, otherwise } = statement;
  const head: Document = ['if (', align(printExpression(condition)), ')'];
  if (otherwise.length === 0 && then.length === 1 && ['assignment', 'task', 'check'].includes(then[0]!.kind))
    return group([head, indent([line, printStatement(then[0]!)])]);
  const [alternative] = otherwise;
  const chained = otherwise.length === 1 && alternative!.kind === 'if';
  const rest: Document = chained
    ? [' else ', printIfBlock(alternative as VerilogStatement & { kind: 'if' })]
    : otherwise.length > 0
      ? [' else begin', printBody(otherwise), hardLine, 'end']
      : '';
  return [head, ' begin', printBody(then), hardLine, 'end', rest];
}

/** Within a chain every arm is a block, so that all arms look the same. */
function printIfBlock(statement: VerilogStatement & { kind: 'if' }): Document {
  if (statement.otherwise.length > 0 || statement.then.length !== 1) return printIf(statement);
  const head: Document = ['if (', align(printExpression(statement.condition)), ')'];
  return [head, ' begin', printBody(statement.then), hardLine, 'end'];
}

function printCaseItem({ labels, body }: CaseItem): Document {
  return printArm(join(', ', labels.map(printExpression)), body);
}

function printArm(label: Document, body: readonly VerilogStatement[]): Document {
  if (body.length === 0) return [label, ': ;'];
  if (body.length === 1 && body[0]!.kind === 'assignment') {
    return group([label, ':', indent([line, printStatement(body[0]!)])]);
  }
  return [label, ': begin', printBody(body), hardLine, 'end'];
}

function plain(document: Document): string {
  return layOut(document, Number.POSITIVE_INFINITY);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

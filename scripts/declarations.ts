import {
  type ClassDeclaration,
  type ExportedDeclarations,
  type FunctionDeclaration,
  type JSDocableNode,
  type MethodDeclaration,
  Node,
  type ParameterDeclaration,
  Scope,
  SyntaxKind,
  type Type,
  TypeFormatFlags,
} from 'ts-morph';

/** A public member of a class, as its text without a body. */
interface Member {
  readonly name: string;
  readonly text: string;
  readonly documentation: string;
}

/** A type's text, as it would be written at `place`. */
const typeText = (type: Type, place: Node): string =>
  type.getText(place, TypeFormatFlags.UseAliasDefinedOutsideCurrentScope | TypeFormatFlags.NoTruncation);

/** How a declaration is written, without its bodies: what somebody who uses it must know. */
export function signatureOf(declaration: ExportedDeclarations): string {
  if (Node.isFunctionDeclaration(declaration)) return functionText(declaration);
  if (Node.isClassDeclaration(declaration)) return classText(declaration);
  if (Node.isInterfaceDeclaration(declaration) || Node.isTypeAliasDeclaration(declaration)) {
    return declaration.getText().replace(/^export (declare )?/, '');
  }
  if (Node.isVariableDeclaration(declaration)) {
    const type = declaration.getTypeNode()?.getText() ?? typeText(declaration.getType(), declaration);
    return `const ${declaration.getName()}: ${shortened(type)};`;
  }
  throw new TypeError(`${declaration.getKindName()} has no signature here`);
}

/** The docstring of a declaration; empty where there is none. */
export function documentationOf(declaration: Node): string {
  const documented = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration;
  if (!documented || !Node.isJSDocable(documented)) return '';
  const overloads = Node.isFunctionDeclaration(documented) ? documented.getOverloads() : [];
  return [documented, ...overloads].map(docstring).find((text) => text !== '') ?? '';
}

/** Public members of a class that have no docstring, as `Class.member`. */
export function undocumentedMembers(declaration: Node): readonly string[] {
  if (!Node.isClassDeclaration(declaration)) return [];
  return membersOf(declaration)
    .filter(({ documentation }) => documentation === '')
    .map(({ name }) => `${declaration.getName()}.${name}`);
}

function docstring(node: JSDocableNode): string {
  const [comment] = node.getJsDocs().slice(-1);
  if (!comment) return '';
  const tags = comment.getTags().map((tag) => {
    const text = (tag.getCommentText() ?? '').replace(/\s*\n\s*/g, ' ');
    if (Node.isJSDocParameterTag(tag)) return `- \`${tag.getName()}\`: ${text}`;
    return `- ${tag.getTagName()}: ${text}`;
  });
  return [comment.getDescription().trim(), tags.join('\n')].filter((part) => part !== '').join('\n\n');
}

function functionText(declaration: FunctionDeclaration): string {
  const overloads = declaration.getOverloads();
  const shown = overloads.length > 0 ? overloads : [declaration];
  return shown.map((one) => `function ${one.getName()}${callText(one)};`).join('\n');
}

/** Type parameters, parameters and result of a function or method. */
function callText(declaration: FunctionDeclaration | MethodDeclaration): string {
  const generic = declaration.getTypeParameters().map((parameter) => parameter.getText());
  const parameters = declaration.getParameters().map(parameterText);
  const result = declaration.getReturnTypeNode()?.getText() ?? typeText(declaration.getReturnType(), declaration);
  return `${generic.length > 0 ? `<${generic.join(', ')}>` : ''}(${parameters.join(', ')}): ${result}`;
}

function parameterText(parameter: ParameterDeclaration): string {
  const name = Node.isIdentifier(parameter.getNameNode()) ? parameter.getName() : 'options';
  const type = parameter.getTypeNode()?.getText() ?? typeText(parameter.getType(), parameter);
  const dots = parameter.isRestParameter() ? '...' : '';
  return `${dots}${name}${parameter.isOptional() && !parameter.isRestParameter() ? '?' : ''}: ${type}`;
}

function classText(declaration: ClassDeclaration): string {
  const generic = declaration.getTypeParameters().map((parameter) => parameter.getText());
  const base = exportedBase(declaration)?.getName();
  const head = [
    declaration.isAbstract() ? 'abstract ' : '',
    `class ${declaration.getName()}${generic.length > 0 ? `<${generic.join(', ')}>` : ''}`,
    base ? ` extends ${base}` : '',
  ];
  const members = membersOf(declaration).map(({ text, documentation }) => {
    const lines = documentation.split('\n').filter((line) => line !== '');
    if (lines.length === 0) return `  ${text}`;
    const comment = lines.length === 1 ? [`/** ${lines[0]} */`] : ['/**', ...lines.map((line) => ` * ${line}`), ' */'];
    return [...comment, text].map((line) => `  ${line}`).join('\n');
  });
  return `${head.join('')} {\n${members.join('\n')}\n}`;
}

/** The nearest base class that is part of the interface; what stands between belongs to the class. */
function exportedBase(declaration: ClassDeclaration): ClassDeclaration | undefined {
  const base = declaration.getBaseClass();
  return !base || base.isExported() ? base : exportedBase(base);
}

/** The public members of a class and of those bases that nobody else sees. */
function membersOf(declaration: ClassDeclaration): readonly Member[] {
  const base = declaration.getBaseClass();
  const hidden = base && !base.isExported() ? base : undefined;
  const own = ownMembers(declaration);
  if (!hidden) return own;
  // What the base calls its parameters, this class gives.
  const given =
    declaration
      .getExtends()
      ?.getTypeArguments()
      .map((argument) => argument.getText()) ?? [];
  const parameters = hidden.getTypeParameters().map((parameter) => parameter.getName());
  const renamed = (text: string): string => text.replace(/\w+/g, (word) => given[parameters.indexOf(word)] ?? word);
  const inherited = membersOf(hidden).map((member) => ({ ...member, text: renamed(member.text) }));
  return [...inherited.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
}

function ownMembers(declaration: ClassDeclaration): readonly Member[] {
  return declaration.getInstanceMembers().flatMap((member): Member[] => {
    if (Node.isParameterDeclaration(member) || Node.isSetAccessorDeclaration(member)) return [];
    if (member.getScope() !== Scope.Public || member.getName().startsWith('#')) return [];
    // Declared for the type checker alone.
    if (Node.isPropertyDeclaration(member) && member.hasDeclareKeyword()) return [];
    const name = member.getName();
    const documentation = docstring(member);
    // The docstring of what it overrides holds for it too, and stands there.
    if (documentation === '' && member.hasModifier(SyntaxKind.OverrideKeyword)) return [];
    const text = Node.isMethodDeclaration(member)
      ? `${name}${callText(member)};`
      : `readonly ${name}: ${writtenType(member) ?? typeText(member.getType(), member)};`;
    return [{ name, text, documentation }];
  });
}

/** The type of a property as its author wrote it. */
function writtenType(member: Node): string | undefined {
  if (Node.isPropertyDeclaration(member)) return member.getTypeNode()?.getText();
  return Node.isGetAccessorDeclaration(member) ? member.getReturnTypeNode()?.getText() : undefined;
}

/** Long types of constants, mostly the ports of modules, as their beginning. */
function shortened(text: string): string {
  if (text.length <= 160) return text;
  const end = text.indexOf('<');
  return end > 0 && end < 80 ? `${text.slice(0, end)}<…>` : `${text.slice(0, 157)}…`;
}

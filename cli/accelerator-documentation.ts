import { fileURLToPath } from 'node:url';
import { Node, Project, type SourceFile, type TypeNode } from 'ts-morph';
import type { ParameterDocumentation } from '../generators/accelerators/index.ts';

export interface ParameterDescription {
  readonly name: string;
  /** Its TypeScript type; a choice is written out. */
  readonly type: string;
  readonly default: unknown;
  /** Its docstring. */
  readonly meaning: string;
}

export interface AcceleratorDescription {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly ParameterDescription[];
}

/** What a description needs of an accelerator. */
interface DocumentedAccelerator {
  readonly name: string;
  readonly summary: string;
  readonly parameters: () => object;
  readonly documentation: ParameterDocumentation;
}

/**
 * Reads types and meaning of an accelerator's parameters from the docstrings in its own source. Types are read as they
 * are written: asking the type checker would take longer than all else that `burin list` does.
 */
export function describeAccelerator(accelerator: DocumentedAccelerator): AcceleratorDescription {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const { file, interface: name } = accelerator.documentation;
  const source = project.addSourceFileAtPath(fileURLToPath(file));
  const defaults = accelerator.parameters() as Record<string, unknown>;
  const parameters = source
    .getInterfaceOrThrow(name)
    .getProperties()
    .map((property) => {
      const docstring = property.getJsDocs()[0]?.getDescription() ?? '';
      return {
        name: property.getName(),
        type: typeText(property.getTypeNodeOrThrow(), source),
        default: defaults[property.getName()],
        meaning: docstring.trim().replace(/\s*\n\s*/g, ' '),
      };
    });
  return { name: accelerator.name, summary: accelerator.summary, parameters };
}

/** A type with the aliases of its own file written out. */
function typeText(type: TypeNode, source: SourceFile): string {
  if (Node.isUnionTypeNode(type)) {
    return type
      .getTypeNodes()
      .map((one) => typeText(one, source))
      .join(' | ');
  }
  if (Node.isLiteralTypeNode(type)) {
    const literal = type.getLiteral();
    return Node.isStringLiteral(literal) ? JSON.stringify(literal.getLiteralValue()) : literal.getText();
  }
  const alias = Node.isTypeReference(type) ? source.getTypeAlias(type.getTypeName().getText()) : undefined;
  return alias ? typeText(alias.getTypeNodeOrThrow(), source) : type.getText();
}

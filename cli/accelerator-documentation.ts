import { fileURLToPath } from 'node:url';
import { Project } from 'ts-morph';
import type { Accelerator } from '../generators/accelerators/index.ts';

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

/** Reads types and meaning of an accelerator's parameters from the docstrings in its own source. */
export function describeAccelerator<P extends object>(accelerator: Accelerator<P>): AcceleratorDescription {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  const { file, interface: name } = accelerator.documentation;
  const source = project.addSourceFileAtPath(fileURLToPath(file));
  const defaults = accelerator.parameters() as Record<string, unknown>;
  const parameters = source
    .getInterfaceOrThrow(name)
    .getProperties()
    .map((property) => {
      const docstring = property.getJsDocs()[0]?.getDescription() ?? '';
      const type = property.getType();
      return {
        name: property.getName(),
        type:
          type.isUnion() && !type.isBoolean()
            ? type
                .getUnionTypes()
                .map((one) => one.getText())
                .join(' | ')
            : type.getText(),
        default: defaults[property.getName()],
        meaning: docstring.trim().replace(/\s*\n\s*/g, ' '),
      };
    });
  return { name: accelerator.name, summary: accelerator.summary, parameters };
}

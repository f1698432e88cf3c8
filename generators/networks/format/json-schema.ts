import { z } from 'zod';
import { floatDocumentSchema, quantisedDocumentSchema } from './document-schema.ts';

/**
 * The JSON schema of both forms, as `networks/network.schema.json` holds it. Editors check files with it; it knows the
 * fields but not what they must be to each other.
 */
export function networkJsonSchema(): string {
  const schema = z.toJSONSchema(z.union([quantisedDocumentSchema, floatDocumentSchema]), { target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'Burin network', ...schema }, null, 2)}\n`;
}

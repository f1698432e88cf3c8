import { connectStream, inputStream, outputStream } from '../../generators/blocks/index.ts';
import { Module, uint } from '../../generators/language/index.ts';
import { messageByte, Padder } from './padder.ts';
import { Sha256 } from './sha256.ts';

/** SHA-256 of messages of any length: a padder in front of the core. Messages follow each other without a gap. */
export const Hasher = Module('Hasher', () => {
  const bytes = inputStream(messageByte);
  const digests = outputStream(uint(256));

  const padder = Padder({});
  connectStream(bytes, padder.bytes);
  const core = Sha256({});
  connectStream(padder.words, core.words);
  connectStream(core.digests, digests);

  return { bytes, digests };
});

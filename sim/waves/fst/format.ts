/** The numbers of GTKWave's fast signal trace format that are used here, as its documentation of the blocks names them. */

export const blockType = { header: 0, valueChanges: 1, geometry: 3, hierarchy: 4 } as const;

/** Entries of the hierarchy; a variable begins with its type instead. */
export const hierarchyEntry = { attribute: 252, attributeEnd: 253, scope: 254, scopeEnd: 255 } as const;
export const scopeModule = 0;
export const variableType = { real: 3, register: 5, wire: 16, text: 21 } as const;
export const direction = { implicit: 0, input: 1, output: 2 } as const;
/** An attribute that declares a table of an enumeration, or that the next variable has one. */
export const miscellaneous = { attribute: 0, enumerationTable: 7 } as const;

/** What the geometry says instead of a number of bits. */
export const geometry = { real: 0, text: 0xffffffff } as const;

/** Chains of changes are packed by zlib. */
export const packZlib = 0x5a;
/** Shows the order of a number's bytes. */
export const orderTest = Math.E;
export const versionSize = 128;
export const dateSize = 119;
export const nanoseconds = -9;

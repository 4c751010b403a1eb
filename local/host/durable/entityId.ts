/** Entities are addressed by scheduler ids of the form `@name@key`; names are in lower case. */
export interface EntityName {
  name: string;
  key: string;
}

export function entityId({ name, key }: EntityName): string {
  return `@${name.toLowerCase()}@${key}`;
}

export function parseEntityId(id: string): EntityName {
  const [, name, key] = /^@([^@]*)@(.*)$/s.exec(id) ?? [];
  if (name === undefined || key === undefined) throw new Error(`"${id}" is not an entity's id: @name@key`);
  return { name, key };
}

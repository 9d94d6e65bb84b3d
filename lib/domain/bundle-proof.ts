/**
 * Next builds instrumentation, pages and route handlers as separate bundles, so one class exists several times in one process:
 * an error thrown by a use case that lives in the first is no `instanceof` the second one's class, and a refusal with its excuse
 * would be shown as "something failed inside Bilge". So instances carry the names of their classes, and `instanceof` reads those.
 * Names are written out because a minifier renames classes, in each bundle differently.
 */
const kindsOf = Symbol.for('bilge.error-kinds');

interface Named {
  readonly errorKind?: string;
}

/** Called once by the base class's constructor with `new.target`. */
export function markKinds(instance: object, target: object): void {
  const kinds: string[] = [];
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, 'errorKind')) kinds.push(String((at as Named).errorKind));
  }
  Object.defineProperty(instance, kindsOf, { value: kinds });
}

/** For `static [Symbol.hasInstance]`. A class that does not name itself is compared the ordinary way. */
export function isOfKind(target: object, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Object.hasOwn(target, 'errorKind'))
    return Object.prototype.isPrototypeOf.call((target as { prototype: object }).prototype, value);
  const kinds: unknown = Reflect.get(value, kindsOf);
  return Array.isArray(kinds) && kinds.includes((target as Named).errorKind);
}

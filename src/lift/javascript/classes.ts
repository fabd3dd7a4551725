import type { ClassStatement } from "../python/syntax.ts";
import { keyText } from "./convert.ts";
import { fail, notInterpreted } from "./failure.ts";
import { scopeOf } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { classOf } from "./properties.ts";
import {
  absent,
  BoundMethod,
  ClassValue,
  type Field,
  FunctionValue,
  ObjectValue,
  Outside,
  Property,
  Scope,
  staticKey,
  Unknown,
  type Value,
} from "./values.ts";

/** A class with its methods; its static fields and blocks run at once. */
export function defineClass(machine: Machine, statement: ClassStatement, scope: Scope): ClassValue {
  const [base] = statement.bases.map((one) => machine.evaluate(one, scope));
  if (base instanceof Outside) return new ClassValue(base.name, []);
  if (base instanceof Unknown) throw notInterpreted(`\`${base.name}\``);
  const parent = base instanceof FunctionValue ? classOf(base) : base;
  if (parent !== undefined && !(parent instanceof ClassValue))
    throw fail("TypeError", "Class extends value is not a constructor or null");
  const made = new ClassValue(statement.name, parent ? [parent] : []);
  const inside = new Scope(machine.globals, scope);
  if (statement.name !== "") inside.names.set(statement.name, made);
  made.scope = inside;
  const fields: Field[] = [];
  const statics = new Scope(machine.globals, inside);
  statics.names.set("this", made);
  for (const member of statement.body) {
    if (member.kind === "function") {
      const name = member.key ? keyText(machine, machine.evaluate(member.key, inside)) : member.name;
      const { parameters, body, isGenerator, isAsync, accessor } = member;
      const isStatic = member.isStatic === true;
      const method = new FunctionValue(
        name,
        parameters,
        body,
        inside,
        made,
        { isGenerator, isAsync },
        isStatic,
      );
      const key = isStatic ? staticKey(name) : name;
      made.members.set(key, accessor ? joined(made.members.get(key), accessor, method) : method);
    } else if (member.kind === "block") machine.run(member.body, statics);
    else if (member.kind === "assign" || member.kind === "declare") {
      const target = member.kind === "assign" ? member.targets[0]! : member.target;
      const key =
        target.kind === "name"
          ? target.name
          : target.kind === "subscript"
            ? keyText(machine, machine.evaluate(target.index, inside))
            : "";
      const value = member.kind === "assign" ? member.value : undefined;
      if (member.isStatic)
        made.members.set(staticKey(key), value ? machine.evaluate(value, statics) : absent);
      else fields.push({ key, value });
    }
  }
  made.fields = fields;
  return made;
}

/** A getter and a setter of one name are one property. */
export function joined(known: Value | undefined, accessor: "get" | "set", method: Value): Property {
  const [get, set] = known instanceof Property ? [known.get, known.set] : [absent, undefined];
  return accessor === "get" ? new Property(method, set) : new Property(get, method);
}

/** `new callee(…)`. */
export function construct(
  machine: Machine,
  callee: Value,
  args: readonly Value[],
  target?: ClassValue,
): Value {
  if (callee instanceof BoundMethod) return construct(machine, callee.method, args, target);
  if (callee instanceof FunctionValue) {
    if (callee.kind.isArrow || callee.owner) throw fail("TypeError", `${callee.name} is not a constructor`);
    return construct(machine, classOf(callee), args, target);
  }
  if (!(callee instanceof ClassValue)) throw fail("TypeError", "this is not a constructor");
  if (callee.make) return callee.make(args, target ?? callee);
  const type = target ?? callee;
  if (callee.from) {
    const self = new ObjectValue(type);
    const result = machine.call(callee.from, args, self);
    return result instanceof ObjectValue ? result : self;
  }
  const parent = callee.order[1] as ClassValue | undefined;
  const init = callee.members.get("constructor");
  if (!parent) {
    const self = new ObjectValue(type);
    const scope = init instanceof FunctionValue ? scopeOf(machine, init, args, self) : undefined;
    if (init instanceof FunctionValue) parameterProperties(machine, init, scope!, self);
    initialise(machine, callee, self);
    if (init instanceof FunctionValue) machine.runIn(init.body, scope!);
    return self;
  }
  // an object of a derived class is made by its base's constructor
  if (!(init instanceof FunctionValue)) {
    const self = construct(machine, parent, args, type);
    initialise(machine, callee, self);
    return self;
  }
  const scope = scopeOf(machine, init, args, absent);
  scope.names.set(" new", type);
  // there is no object before the base has made it
  scope.names.delete("this");
  const signal = machine.runIn(init.body, scope);
  const self = scope.names.get("this");
  if (self === undefined)
    throw fail("ReferenceError", "Must call super constructor in derived class before accessing 'this'");
  return typeof signal === "object" && signal.value instanceof ObjectValue ? signal.value : self;
}

/** `super(…)` in a constructor. */
export function callSuper(machine: Machine, args: readonly Value[], scope: Scope): Value {
  let own: Scope | undefined = scope;
  while (own && !own.names.has(" new")) own = own.parent;
  const method = own?.names.get(" function");
  if (!own || !(method instanceof FunctionValue) || !(method.owner instanceof ClassValue))
    throw fail("SyntaxError", "'super' keyword unexpected here");
  const self = construct(machine, method.owner.bases[0] ?? absent, args, own.names.get(" new") as ClassValue);
  own.names.set("this", self);
  parameterProperties(machine, method, own, self);
  initialise(machine, method.owner, self);
  return self;
}

/** The fields of one class, in the order of writing. */
function initialise(machine: Machine, { fields, scope }: ClassValue, self: Value): void {
  if (fields.length === 0 || !scope) return;
  const inside = new Scope(machine.globals, scope);
  inside.names.set("this", self);
  for (const { key, value } of fields) {
    const given = value ? machine.evaluate(value, inside) : absent;
    if (self instanceof ObjectValue) self.attributes.set(key, given);
  }
}

function parameterProperties(
  machine: Machine,
  { parameters }: FunctionValue,
  scope: Scope,
  self: Value,
): void {
  for (const { name, isProperty } of parameters)
    if (isProperty) machine.set(self, name, scope.names.get(name) ?? absent);
}

/** The words of a script by their role. Words in comments and texts do not count. */
export interface Words {
  /** Names that stand alone, as global variables do, except those that the script declares. */
  readonly free: ReadonlySet<string>;
  /** Properties of the window, the document, and lists of elements. */
  readonly owned: ReadonlySet<string>;
  /** Properties of anything. */
  readonly properties: ReadonlySet<string>;
  /** Whole texts. */
  readonly texts: ReadonlySet<string>;
  /** Beginnings of property names that the script completes at run time. */
  readonly beginnings: ReadonlySet<string>;
  /** Whether the script computes whole property names: any of its texts may be one. */
  readonly isComputed: boolean;
}

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^'\\\n]|\\[^])*'?|"(?:[^"\\\n]|\\[^])*"?|[\w$\u0080-\uffff]+|\?\.(?!\d)|=>|\.\.\.|[^]/y;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
/** Text of a template up to an expression, or to its end. */
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;
const WORD = /^[A-Za-z_$\u0080-\uffff]/;
const OWNERS =
  /^(?:window|self|globalThis|document|frames|top|parent|opener|contentWindow|contentDocument|children|rows|cells|options|elements|forms|images|links|all)$/;
/** Words before an expression: a slash behind one of them begins a regular expression. */
const BEFORE_EXPRESSION =
  /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|instanceof|await|yield)$/;
const DECLARES = /^(?:var|let|const|function|class)$/;
const CONTROLS = /^(?:if|while|for|switch|with)$/;

/**
 * From this length on, a script counts as a library: names of its parameters and patterns are then known only where they are
 * declared.
 */
const LIBRARY = 100_000;
/** The most names of a pattern. */
const MOST_NAMES = 50;

interface Bracket {
  /** The token before it. */
  readonly before: string;
  /** Names in it; they are parameters if an arrow or a body follows. */
  readonly names: string[];
  readonly isTemplate: boolean;
  /** Whether names after a comma are declared. */
  declares: boolean;
  /** The body of an arrow function without braces: no bracket ends it. */
  readonly isArrow: boolean;
  /** Names declared in it: parameters, and those of patterns. */
  readonly locals: Set<string>;
  /** Names used in it and not declared in it. */
  readonly uses: Set<string>;
}

/** Reads a script token by token, as far as names need it. */
class Reader {
  readonly free = new Set<string>();
  readonly owned = new Set<string>();
  readonly properties = new Set<string>();
  readonly texts = new Set<string>();
  readonly beginnings = new Set<string>();
  readonly declared = new Set<string>();
  isComputed = false;
  private readonly open: Bracket[] = [bracket('')];
  /** The last three tokens: the newest first. */
  private last: readonly [string, string, string] = ['', '', ''];
  /** Names in the bracket that was closed last, if they may be parameters. */
  private closed: Bracket | undefined;
  private at = 0;

  constructor(private readonly script: string) {
    while (this.at < script.length) this.step();
    this.use(this.closed);
    while (this.open.length > 1) this.use(this.open.pop());
  }

  /** Names that stand alone and that no parameter and no pattern declares. */
  get unresolved(): ReadonlySet<string> {
    const { uses, locals } = this.inner;
    return new Set([...uses].filter(name => !locals.has(name)));
  }

  private get inner(): Bracket {
    return this.open.at(-1) ?? bracket('');
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.script)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private step(): void {
    const [before] = this.last;
    if (this.script[this.at] === '/' && !/^\/[/*]/.test(this.script.slice(this.at, this.at + 2)))
      if (!/^[\w$\u0080-\uffff)\]}"'`]/.test(before) || BEFORE_EXPRESSION.test(before))
        if (this.take(REGEXP) !== '') {
          this.forget();
          return this.note(')');
        }
    const token = this.take(TOKEN);
    if (/^(?:\s|\/[/*])/.test(token)) return;
    if (token !== '{' && token !== '=>') this.forget();
    if (token === '`') return this.template();
    if (/^["']/.test(token)) this.text(token.slice(1, -1));
    else if (WORD.test(token)) this.word(token);
    else this.sign(token);
    this.note(token);
  }

  /** The bracket that was closed last holds no parameters. */
  private forget(): void {
    this.use(this.closed);
    this.closed = undefined;
  }

  private note(token: string): void {
    this.last = [token, this.last[0], this.last[1]];
  }

  private template(): void {
    const text = this.take(TEMPLATE);
    if (this.isName() && text.endsWith('${')) this.beginnings.add(text.slice(0, -2));
    if (text.endsWith('`')) {
      this.text(text.slice(0, -1));
      return this.note("''");
    }
    this.open.push(bracket('`', [], true));
    this.note('{');
  }

  private text(text: string): void {
    this.texts.add(text);
    if (this.isName()) (this.next() === '+' ? this.beginnings : this.owned).add(text);
    if (/^\s*in\b/.test(this.script.slice(this.at, this.at + 20))) this.owned.add(text);
  }

  /** Whether the name of such a property begins here. */
  private isName(): boolean {
    return this.last[0] === '[' && OWNERS.test(this.ownerBefore());
  }

  /** The word that a bracket or a dot follows. */
  private ownerBefore(): string {
    const [, before, earlier] = this.last;
    return before === '?.' ? earlier : before;
  }

  private next(): string {
    return /^\s*(=>|[^])/.exec(this.script.slice(this.at, this.at + 40))?.[1] ?? '';
  }

  private word(word: string): void {
    const [before] = this.last;
    if (before === '.' || before === '?.') {
      this.properties.add(word);
      if (OWNERS.test(this.last[1])) this.owned.add(word);
      return;
    }
    if (this.isName()) this.isComputed = true;
    const next = this.next();
    if (before === '{' || before === ',') {
      if (/[:,}=]/.test(next)) this.properties.add(word);
      if (next === ':') return;
    }
    const { inner } = this;
    if (DECLARES.test(before)) this.declared.add(word);
    if ((before === ',' && inner.declares) || DECLARES.test(before)) inner.locals.add(word);
    if (/^(?:var|let|const)$/.test(word)) inner.declares = true;
    if (/^(?:in|of)$/.test(word)) inner.declares = false;
    inner.names.push(word);
    this.free.add(word);
    if (next === '=>') this.closed = { ...bracket(''), names: [word] };
    else inner.uses.add(word);
  }

  private sign(sign: string): void {
    const parameters = sign === '{' || sign === '=>' ? this.parameters() : [];
    if (sign === '(' || sign === '[' || sign === '{') this.open.push(bracket(this.last[0], parameters));
    else if (sign === ')' || sign === ']' || sign === '}') this.close(sign);
    else if (sign === '=>') this.open.push({ ...bracket('', parameters), isArrow: true });
    else if (sign === ',' || sign === ';') this.endArrows();
    if (sign === ';') this.inner.declares = false;
  }

  private endArrows(): void {
    while (this.inner.isArrow) this.use(this.open.pop());
  }

  /** Names that a bracket uses without declaring them belong to the bracket around it. */
  private use(closed: Bracket | undefined): void {
    const { uses, locals } = this.inner;
    if (!closed) return;
    for (const name of closed.uses) if (!closed.locals.has(name)) uses.add(name);
    // Declarations in the head of a loop are valid in its body.
    if (closed.before === 'for') for (const name of closed.locals) locals.add(name);
  }

  private close(sign: string): void {
    this.endArrows();
    const closed = this.open.length > 1 ? this.open.pop() : undefined;
    if (!closed) return;
    if (closed.isTemplate && sign === '}') {
      this.use(closed);
      if (!this.take(TEMPLATE).endsWith('`')) this.open.push(bracket('`', [], true));
      return;
    }
    if (closed.names.length <= MOST_NAMES) this.inner.names.push(...closed.names);
    if (/^(?:var|let|const|import)$/.test(closed.before))
      for (const name of closed.names) this.inner.locals.add(name);
    if (sign === ')') this.closed = closed;
    else this.use(closed);
  }

  /** The names in the bracket before a body or an arrow. */
  private parameters(): readonly string[] {
    const { closed } = this;
    this.closed = undefined;
    if (!closed) return [];
    if (CONTROLS.test(closed.before)) {
      this.use(closed);
      return [];
    }
    // The name of a method.
    if (closed.before !== '') this.inner.locals.add(closed.before);
    return closed.names;
  }
}

const bracket = (before: string, locals: readonly string[] = [], isTemplate = false): Bracket => ({
  before,
  names: [],
  isTemplate,
  declares: false,
  isArrow: false,
  locals: new Set(locals),
  uses: new Set(),
});

/** Reads the words of a script. */
export function wordsOf(script: string): Words {
  const reader = new Reader(script);
  const { owned, properties, texts, beginnings, declared, isComputed } = reader;
  const free = script.length < LIBRARY ? reader.free : new Set(reader.unresolved);
  for (const name of declared) free.delete(name);
  return { free, owned, properties, texts, beginnings, isComputed };
}

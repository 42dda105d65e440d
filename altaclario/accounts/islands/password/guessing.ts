// How hard a password is to guess, roughly: signs that follow from those before them count for little.

const TRIED_FIRST = [
  "password", "passwort", "altaclario", "welcome", "iloveyou", "princess", "football", "baseball", "sunshine", "superman",
  "letmein", "monkey", "dragon", "master", "shadow", "qwerty", "qwertz", "azerty", "secret", "summer", "winter", "spring",
  "autumn", "login", "admin", "hello", "test",
];
const KEYBOARD = ["qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "1234567890", "1qaz2wsx3edc4rfv5tgb"];
/** Bits of one sign that nothing foretells; letters mostly stand in words, and those are no accident. */
const BITS = { letter: 2.4, digit: 3.3, other: 4.5 };
const BITS_OF_A_KNOWN_WORD = 7;
const BITS_OF_WHAT_CAME_BEFORE = 1;
const BITS_THAT_FOLLOW = 0.4;
/** Where "easy", "so-so" and "good" end. */
const LIMITS = [28, 36, 48];

export interface Judgement {
  /** How many characters it is too short. */
  missing: number;
  /** 1 easy to guess, 2 so-so, 3 good, 4 strong. */
  step: number;
}

export function judge(password: string, fewest: number, about: string[]): Judgement {
  const text = password.normalize("NFKC");
  const bits = guessing(text.toLowerCase(), words(about));
  const step = 1 + LIMITS.filter((limit) => bits >= limit).length;
  return { missing: Math.max(0, fewest - [...text].length), step };
}

/** Bits: each more doubles the number of guesses. */
export function guessing(text: string, about: string[]): number {
  let bits = 0;
  for (let at = 0; at < text.length; ) {
    const own = about.find((word) => text.startsWith(word, at));
    const known = own ?? TRIED_FIRST.find((word) => text.startsWith(word, at));
    if (known) {
      bits += own || text.indexOf(known) < at ? BITS_OF_WHAT_CAME_BEFORE : BITS_OF_A_KNOWN_WORD;
    } else {
      bits += follows(text, at) ? BITS_THAT_FOLLOW : bitsOf(text, at);
    }
    at += known?.length ?? 1;
  }
  return bits;
}

/** The same sign again, the next of an alphabet or a keyboard, or the fourth sign of what stood there before. */
function follows(text: string, at: number): boolean {
  const sign = text.charAt(at);
  const before = text.charAt(at - 1);
  if (at === 0) return false;
  const distance = Math.abs(sign.charCodeAt(0) - before.charCodeAt(0));
  if (distance <= 1 || KEYBOARD.some((row) => row.includes(before + sign) || row.includes(sign + before))) return true;
  return at >= 3 && text.indexOf(text.slice(at - 3, at + 1)) < at - 3;
}

function bitsOf(text: string, at: number): number {
  const sign = text.charAt(at);
  if (/\p{L}/u.test(sign)) return BITS.letter;
  if (/\d/.test(sign)) return BITS.digit;
  return text.indexOf(sign) < at ? BITS_OF_WHAT_CAME_BEFORE : BITS.other;
}

/** Names and the parts of addresses; those of one or two letters say nothing. */
function words(about: string[]): string[] {
  return about.flatMap((one) => one.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
}

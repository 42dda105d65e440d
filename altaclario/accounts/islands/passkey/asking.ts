// Between the texts of the server and the bytes of the browser. Newer browsers do it themselves, not all in every part.

interface Named {
  id: string;
  type: PublicKeyCredentialType;
}
interface Options {
  publicKey: Record<string, unknown> & {
    challenge: string;
    user?: { id: string };
    excludeCredentials?: Named[];
    allowCredentials?: Named[];
  };
}

export async function made(options?: Options): Promise<unknown> {
  const credential = await navigator.credentials.create({ publicKey: bytes(options) as never });
  return texts(credential as PublicKeyCredential);
}

export async function asked(options?: Options): Promise<unknown> {
  const credential = await navigator.credentials.get({ publicKey: bytes(options) as never });
  return texts(credential as PublicKeyCredential);
}

function bytes(options?: Options): object {
  if (!options) throw new Error("nothing to answer");
  const { publicKey: given } = options;
  return {
    ...given,
    challenge: decoded(given.challenge),
    ...(given.user && { user: { ...given.user, id: decoded(given.user.id) } }),
    ...(given.excludeCredentials && { excludeCredentials: given.excludeCredentials.map(known) }),
    ...(given.allowCredentials && { allowCredentials: given.allowCredentials.map(known) }),
  };
}

function known(one: Named): object {
  return { ...one, id: decoded(one.id) };
}

function texts(credential: PublicKeyCredential): object {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const;
  const said = parts.map((part) => [part, (response as unknown as Record<string, ArrayBuffer | null>)[part]] as const);
  return {
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(said.flatMap(([part, value]) => (value ? [[part, encoded(value)]] : []))),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function encoded(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

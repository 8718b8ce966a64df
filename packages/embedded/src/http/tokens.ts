/**
 * Bearer tokens: one for the administrator, and signed ones for service accounts.
 * @module
 */
import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { type KubeObject, microsPerSecond, type UserInfo } from "@aiops-gym/cluster";
import { jwtVerify, SignJWT } from "jose";
import { getObject } from "../apiserver/store.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** Who issues the tokens, and for whom they are unless another audience is asked for. */
export const tokenIssuer = "https://kubernetes.default.svc";

/** Who the administrator's token makes its bearer. */
export const administrator: UserInfo = {
  name: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};

/** What a token of a service account is asked for with. */
export interface TokenWish {
  readonly namespace: string;
  readonly name: string;
  readonly audiences?: readonly string[];
  readonly seconds: number;
}

/** Issues tokens and recognises them. Signatures hold as long as the process. */
export class Tokens {
  /** Makes its bearer a member of `system:masters`. */
  readonly admin: string;
  readonly #adminBytes: Buffer;
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

  constructor(admin: string = randomBytes(24).toString("base64url")) {
    this.admin = admin;
    this.#adminBytes = Buffer.from(admin);
    this.#keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  /** A token with which its bearer is a service account, until it expires (in virtual time) or the account is deleted. */
  async issue(sim: Simulation, account: KubeObject, wish: TokenWish): Promise<string> {
    const { namespace, name, audiences = [tokenIssuer], seconds } = wish;
    const issuedAt = Math.floor(sim.now / microsPerSecond);
    const claims = { namespace, serviceaccount: { name, uid: account.metadata.uid } };
    return new SignJWT({ "kubernetes.io": claims, jti: randomUUID() })
      .setProtectedHeader({ alg: "ES256" })
      .setIssuer(tokenIssuer)
      .setSubject(`system:serviceaccount:${namespace}:${name}`)
      .setAudience([...audiences])
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + seconds)
      .sign(this.#keys.privateKey);
  }

  /** Whose token it is; absent when it is nobody's (any more), or not meant for this server. */
  async userOf(sim: Simulation, token: string): Promise<UserInfo | undefined> {
    const bytes = Buffer.from(token);
    if (bytes.length === this.#adminBytes.length && timingSafeEqual(bytes, this.#adminBytes)) return administrator;
    try {
      const { payload } = await jwtVerify(token, this.#keys.publicKey, {
        issuer: tokenIssuer,
        audience: tokenIssuer,
        algorithms: ["ES256"],
        currentDate: new Date(sim.now / 1000),
      });
      const { namespace, serviceaccount } = payload["kubernetes.io"] as {
        readonly namespace: string;
        readonly serviceaccount: { readonly name: string; readonly uid: string };
      };
      const account = getObject(sim, "ServiceAccount", namespace, serviceaccount.name);
      return account?.metadata.uid === serviceaccount.uid
        ? serviceAccountUser(namespace, serviceaccount.name)
        : undefined;
    } catch {
      // no token, an old one, or somebody else's
      return undefined;
    }
  }
}

/** A service account as a user, with the groups that it is in. */
export function serviceAccountUser(namespace: string, name: string): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

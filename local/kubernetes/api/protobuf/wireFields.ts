/** The lowest layer of protobuf: numbered fields, each a number or a run of bytes. */
import { badRequest } from "../statusError.ts";

export interface WireField {
  number: number;
  /** Of numbers; 0 otherwise. */
  value: number;
  /** Of everything else; empty for numbers. */
  bytes: Buffer;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Throws 400 on bytes that are no message. */
export function readWireFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;

  function varint(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw badRequest("the body of the request ends inside a protobuf number");
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return Number(BigInt.asIntN(64, value));
    }
  }

  function run(length: number): Buffer {
    const end = at + length;
    if (end > bytes.length) throw badRequest("the body of the request ends inside a protobuf field");
    const piece = bytes.subarray(at, end);
    at = end;
    return piece;
  }

  while (at < bytes.length) {
    const tag = varint();
    const [number, type] = [tag >>> 3, tag & 7];
    if (type === VARINT) fields.push({ number, value: varint(), bytes: Buffer.alloc(0) });
    else if (type === LENGTH_DELIMITED) fields.push({ number, value: 0, bytes: run(varint()) });
    else
      throw badRequest(
        `the body of the request has a protobuf field of type ${type}, which Kubernetes does not use here`,
      );
  }
  return fields;
}

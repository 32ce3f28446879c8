// The Node.js side of NodeInteropTest: reads one JSON request a line from standard input, answers each with one JSON
// line, in order. See handlers at the end for the requests.
//
//     node interop.mjs ENDPOINT REGION TABLE ROOT_KEY_ARN
//
// ENDPOINT answers for KMS and DynamoDB, to the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

import { timingSafeEqual } from 'node:crypto'
import { createInterface } from 'node:readline'
import {
  AlgorithmSuiteIdentifier,
  BranchKeyStoreNode,
  CommitmentPolicy,
  KeyringTraceFlag,
  KmsHierarchicalKeyRingNode,
  NodeAlgorithmSuite,
  NodeDefaultCryptographicMaterialsManager,
  NodeEncryptionMaterial,
  buildClient,
  getEncryptHelper,
  unwrapDataKey,
} from '@aws-crypto/client-node'
import { deserializeFactory, serializeFactory } from '@aws-crypto/serialize'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'

const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY
const MAX_ENCRYPTED_DATA_KEYS = 1
const CACHE_SECONDS = 3600

const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  maxEncryptedDataKeys: MAX_ENCRYPTED_DATA_KEYS,
})
const { headerAuthIv, serializeEncryptionContext } = serializeFactory((value) => Buffer.from(value, 'utf8'), {
  utf8Sorting: true,
})
const { deserializeMessageHeader } = deserializeFactory((bytes) => Buffer.from(bytes).toString('utf8'), NodeAlgorithmSuite)

/*
 * Context that is authenticated and not stored: @aws-crypto/client-node 5.0.2 does not know it. Its materials managers
 * have no such notion, decrypt() takes no context, and both directions authenticate the header with the header's bytes
 * alone (encrypt-node getEncryptionInfo, decrypt-node ParseHeaderStream). The specification wants it in two places:
 *
 * 1. in the context that the keyring binds the data key to: RequiredContextMaterialsManager, an ordinary materials
 *    manager of the library's public interface, adds it there and keeps it out of the header;
 * 2. behind the header in the header tag's associated data: headerTag computes that one tag, with the library's key
 *    derivation and serialisation. A sealed message gets it in place of the library's; a message to open has it
 *    verified here and is then handed to the library with the tag that the library looks for.
 *
 * All else, key store, branch keys, data keys, key derivation, commitment, header and body, is the library's alone.
 */
class RequiredContextMaterialsManager {
  constructor(keyring, required) {
    this.underlying = new NodeDefaultCryptographicMaterialsManager(keyring)
    this.required = required
  }

  withRequired(stored) {
    for (const name of Object.keys(this.required)) {
      if (Object.hasOwn(stored, name)) throw new Error(`The message stores the pair ${name}, which must not be stored.`)
    }
    return { ...stored, ...this.required }
  }

  async getEncryptionMaterials(request) {
    const stored = request.encryptionContext
    const material = await this.underlying.getEncryptionMaterials({
      ...request,
      encryptionContext: this.withRequired(stored),
    })
    this.dataKey = copyOfDataKey(material)
    const withoutRequired = cipherMaterial(material.suite, stored, this.dataKey)
    for (const key of material.encryptedDataKeys) {
      withoutRequired.addEncryptedDataKey(key, KeyringTraceFlag.WRAPPING_KEY_ENCRYPTED_DATA_KEY)
    }
    return withoutRequired
  }

  async decryptMaterials(request) {
    const material = await this.underlying.decryptMaterials({
      ...request,
      encryptionContext: this.withRequired(request.encryptionContext),
    })
    this.dataKey = copyOfDataKey(material)
    return material
  }
}

function copyOfDataKey(material) {
  return Uint8Array.from(unwrapDataKey(material.getUnencryptedDataKey()))
}

function cipherMaterial(suite, context, dataKey) {
  return new NodeEncryptionMaterial(suite, context).setUnencryptedDataKey(Uint8Array.from(dataKey), {
    keyNamespace: 'partywall-interop',
    keyName: 'copy',
    flags: KeyringTraceFlag.WRAPPING_KEY_GENERATED_DATA_KEY,
  })
}

/** The header's tag: AES-GCM over no plaintext; associated data is the header, then the required context. */
function headerTag({ messageHeader, rawHeader, algorithmSuite }, dataKey, required) {
  const suite = new NodeAlgorithmSuite(algorithmSuite.id)
  const { getCipherInfo } = getEncryptHelper(cipherMaterial(suite, {}, dataKey))
  const cipher = getCipherInfo(messageHeader.messageId).getCipher(headerAuthIv(suite.ivLength))
  // The serialisation of a context in a header begins with its length in two bytes; in associated data it does not.
  cipher.setAAD(Buffer.concat([rawHeader, serializeEncryptionContext(required).slice(2)]))
  cipher.final()
  return cipher.getAuthTag()
}

function parseHeader(message) {
  const header = deserializeMessageHeader(message, { maxEncryptedDataKeys: MAX_ENCRYPTED_DATA_KEYS })
  if (!header) throw new Error('Incomplete header.')
  return header
}

function withTag(message, { rawHeader }, tag) {
  const changed = Buffer.from(message)
  changed.set(tag, rawHeader.byteLength)
  return changed
}

async function seal(manager, plaintext, stored) {
  const { result } = await client.encrypt(manager, plaintext, { suiteId: SUITE, encryptionContext: stored })
  const header = parseHeader(result)
  return withTag(result, header, headerTag(header, manager.dataKey, manager.required))
}

async function open(manager, message, expected) {
  const header = parseHeader(message)
  const { algorithmSuite, headerAuth, messageHeader } = header
  const { encryptionContext, encryptedDataKeys } = messageHeader
  if (algorithmSuite.id !== SUITE) throw new Error('Unexpected algorithm suite.')
  for (const [name, value] of Object.entries(expected)) {
    if (encryptionContext[name] !== value) throw new Error(`Unexpected value of the stored pair ${name}.`)
  }
  await manager.decryptMaterials({ suite: new NodeAlgorithmSuite(SUITE), encryptionContext, encryptedDataKeys })
  if (!timingSafeEqual(headerAuth.headerAuthTag, headerTag(header, manager.dataKey, manager.required))) {
    throw new Error('The header is not authentic.')
  }
  const known = withTag(message, header, headerTag(header, manager.dataKey, {}))
  return (await client.decrypt(manager, known)).plaintext
}

const [endpoint, region, table, rootKey] = process.argv.slice(2)
const access = { endpoint, region }
const keyStore = new BranchKeyStoreNode({
  logicalKeyStoreName: table,
  storage: { ddbTableName: table, ddbClient: new DynamoDBClient(access) },
  keyManagement: { kmsClient: new KMSClient(access) },
  kmsConfiguration: { identifier: rootKey },
})
const keyrings = new Map()

function keyringOf(tenant) {
  let keyring = keyrings.get(tenant)
  if (!keyring) {
    keyring = new KmsHierarchicalKeyRingNode({
      branchKeyId: tenant,
      keyStore,
      cacheLimitTtl: CACHE_SECONDS,
      utf8Sorting: true,
    })
    keyrings.set(tenant, keyring)
  }
  return keyring
}

/** The manager of a request; `keyring` names a tenant whose keyring to use instead of the tenant's own. */
function managerOf({ tenant, record, keyring = tenant }) {
  return new RequiredContextMaterialsManager(keyringOf(keyring), { record })
}

function storedContextOf({ tenant, purpose, context = {} }) {
  return { ...context, tenant, purpose }
}

const handlers = {
  /** Creates a tenant's branch key. */
  async create({ tenant }) {
    await keyStore.createKey({ branchKeyIdentifier: tenant, encryptionContext: { tenant } })
    return {}
  },
  /** Makes a new version of a tenant's branch key. */
  async rotate({ tenant }) {
    await keyStore.versionKey({ branchKeyIdentifier: tenant })
    return {}
  },
  /** Drops the cached branch keys of all tenants. */
  async forget() {
    keyrings.clear()
    return {}
  },
  async encrypt(request) {
    const sealed = await seal(managerOf(request), bytes(request.plaintext), storedContextOf(request))
    return { message: text(sealed) }
  },
  async decrypt(request) {
    const opened = await open(managerOf(request), bytes(request.message), storedContextOf(request))
    return { plaintext: text(opened) }
  },
  /** Seals as the library does by itself: the keyring knows of the record, the header's tag does not. */
  async encryptWithoutHeaderContext(request) {
    const options = { suiteId: SUITE, encryptionContext: storedContextOf(request) }
    return { message: text((await client.encrypt(managerOf(request), bytes(request.plaintext), options)).result) }
  },
  /** Opens as the library does by itself: the keyring knows of the record, the header's tag does not. */
  async decryptWithoutHeaderContext(request) {
    return { plaintext: text((await client.decrypt(managerOf(request), bytes(request.message))).plaintext) }
  },
  /** Seals with the library alone, the record's id being one more stored pair. */
  async encryptWithStoredRecord(request) {
    const options = { suiteId: SUITE, encryptionContext: { ...storedContextOf(request), record: request.record } }
    const { result } = await client.encrypt(keyringOf(request.tenant), bytes(request.plaintext), options)
    return { message: text(result) }
  },
  /** Opens with the library alone, which knows of no record. */
  async decryptWithoutRecord(request) {
    return { plaintext: text((await client.decrypt(keyringOf(request.tenant), bytes(request.message))).plaintext) }
  },
}

function bytes(base64) {
  return Buffer.from(base64, 'base64')
}

function text(buffer) {
  return Buffer.from(buffer).toString('base64')
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer
  try {
    const request = JSON.parse(line)
    answer = { ok: true, ...(await handlers[request.op](request)) }
  } catch (error) {
    answer = { ok: false, error: `${error.name}: ${error.message}` }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

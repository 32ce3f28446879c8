// The Node.js side of DifferentialTest: reads one JSON case a line from standard input and answers each with one line, in
// order: Allowed, ExplicitlyDenied or ImplicitlyDenied as the simulator says; "ignored" and the names of condition keys
// that the simulator would not take for the action; or "error" and why it refused the case.
//
//     node simulate.mjs
//
// Policies come as JSON in strings. Layers that have none are empty lists.

import { createInterface } from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const named = (texts) => texts.map((text, index) => ({ name: `p${index}`, policy: JSON.parse(text) }))
const levels = (texts) =>
  texts.map((level, index) => ({ orgIdentifier: `level-${index}`, policies: named(level) }))
const only = (texts) => (texts.length === 0 ? undefined : JSON.parse(texts[0]))

function simulationOf(question) {
  return {
    request: {
      principal: question.principal,
      action: question.action,
      resource: { resource: question.resource, accountId: question.resourceAccount },
      contextVariables: question.context,
    },
    identityPolicies: named(question.identity),
    serviceControlPolicies: levels(question.serviceControl),
    resourceControlPolicies: levels(question.resourceControl),
    resourcePolicy: only(question.resourcePolicies),
    permissionBoundaryPolicies:
      question.boundary.length === 0 ? undefined : named(question.boundary),
    sessionPolicy: only(question.session),
  }
}

async function answer(line) {
  const result = await runSimulation(simulationOf(JSON.parse(line)), { simulationMode: 'Strict' })
  if (result.resultType !== 'single') {
    return `error ${JSON.stringify(result)}`
  }
  const ignored = result.result.ignoredContextKeys ?? []
  return ignored.length > 0 ? `ignored ${ignored.join(' ')}` : result.overallResult
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let text
  try {
    text = await answer(line)
  } catch (error) {
    text = `error ${error}`
  }
  process.stdout.write(`${text.replace(/\s+/g, ' ')}\n`)
}

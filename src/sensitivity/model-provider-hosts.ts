/**
 * Where model providers take requests: prompts and code go there by design, so a call says nothing of its own.
 *
 * Each entry is a name, and takes in every name below it where it begins with a dot. Only the hosts that serve models
 * stand here, never a provider's whole domain: its help pages and file hosting are ordinary places on the network.
 */
export const MODEL_PROVIDER_HOSTS: readonly string[] = [
  // Anthropic
  'api.anthropic.com',
  'statsig.anthropic.com',
  'mcp-proxy.anthropic.com',
  'claude.ai',
  'platform.claude.com',
  // OpenAI
  'openai.com',
  '.openai.com',
  'chatgpt.com',
  '.openai.azure.com',
  '.services.ai.azure.com',
  '.inference.ai.azure.com',
  // Google
  'generativelanguage.googleapis.com',
  'cloudcode-pa.googleapis.com',
  'aiplatform.googleapis.com',
  // Editors and their own gateways
  'cursor.sh',
  '.cursor.sh',
  '.githubcopilot.com',
  'copilot-proxy.githubusercontent.com',
  'models.github.ai',
  // Gateways
  'openrouter.ai',
  '.openrouter.ai',
  'router.huggingface.co',
  'api-inference.huggingface.co',
  'ai-gateway.vercel.sh',
  'gateway.ai.cloudflare.com',
  // Others
  'api.mistral.ai',
  'codestral.mistral.ai',
  'api.cohere.com',
  'api.cohere.ai',
  'api.groq.com',
  'api.deepseek.com',
  'api.x.ai',
  'api.together.xyz',
  'api.together.ai',
  'api.fireworks.ai',
  'api.perplexity.ai',
  'api.cerebras.ai',
  'api.sambanova.ai',
  'api.replicate.com',
  'api.ai21.com',
  'api.voyageai.com',
  'api.z.ai',
  'open.bigmodel.cn',
  'api.moonshot.ai',
  'api.moonshot.cn',
  'api.minimax.io',
  'dashscope.aliyuncs.com',
  'dashscope-intl.aliyuncs.com',
  'integrate.api.nvidia.com',
];

/** Providers that put the region into the name. */
export const MODEL_PROVIDER_PATTERNS: readonly RegExp[] = [
  /^bedrock(?:-agent)?-runtime(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^[a-z0-9-]+-aiplatform\.googleapis\.com$/,
];

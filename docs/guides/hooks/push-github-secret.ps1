# Puts the new client secret into a repository's secret for GitHub Actions.
# Register it with: -On Succeeded -Rotation billing -Required. The GitHub CLI is signed in (gh auth login, or the variable GH_TOKEN).
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$repository = 'example/billing'

$hook = [Console]::In.ReadToEnd() | ConvertFrom-Json
if (-not $hook.data.secretsMapping) {
    # A test, or a rotation whose secret no vault has.
    gh secret list --repo $repository
    exit 0
}

# Through standard input: arguments of a process can be read by others.
Get-Secret -Vault $hook.data.vault -Name $hook.data.secretsMapping.clientSecret -AsPlainText |
    gh secret set AUTH0_CLIENT_SECRET --repo $repository
"Pushed the secret of $($hook.data.rotation) to $repository."

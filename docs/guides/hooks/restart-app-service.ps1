# Makes an App Service read its Key Vault references again, and restarts it.
# Register it with: -On Succeeded -TimeoutSeconds 120. The Azure CLI is signed in as the user who runs the rotations (az login).
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

# Which web app reads the secret of which rotation.
$sites = @{
    billing = @{ ResourceGroup = 'shop'; Name = 'billing-web' }
}

$hook = [Console]::In.ReadToEnd() | ConvertFrom-Json
$site = $sites[$hook.data.rotation]
if (-not $site) {
    "No web app reads the secret of rotation $($hook.data.rotation)."
    exit 0
}

# Without this the app keeps the old value for up to a day.
$id = az webapp show --resource-group $site.ResourceGroup --name $site.Name --query id --output tsv
az rest --method post --url "https://management.azure.com$id/config/configreferences/appsettings/refresh?api-version=2022-03-01" --output none
az webapp restart --resource-group $site.ResourceGroup --name $site.Name
"Restarted $($site.Name)."

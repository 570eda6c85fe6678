BeforeDiscovery {
    . $PSScriptRoot/support/Vaults.ps1
    $obstacle = if ($IsWindows) { 'the programs in place of az, kubectl, systemctl and gh are shell scripts' } else { Get-VaultTestObstacle }
}

# The scripts of docs/guides/hooks as they are, with programs in the place of those that they call.
Describe 'The guide to hooks' -Skip:([bool]$obstacle) {
    BeforeAll {
        . $PSScriptRoot/support/Process.ps1
        . $PSScriptRoot/support/RotationScene.ps1
        . $PSScriptRoot/support/Markdown.ps1
        $script:guides = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/guides')).Path
        $script:told = Invoke-RotationScene (@"
            `$guides = '$guides'
"@ + @'

            $bin = (New-Item (Join-Path $HOME bin) -ItemType Directory).FullName
            $log = Join-Path $HOME called.txt
            foreach ($program in 'az', 'kubectl', 'systemctl', 'gh') {
                # Each writes down what it was called with; az says a resource id, gh keeps its input.
                Set-Content (Join-Path $bin $program) ("#!/bin/sh`necho `"$program `$*`" >> '$log'`n" + @{
                    az = "case `"`$*`" in *'webapp show'*) echo /subscriptions/s/sites/billing-web ;; esac"
                    gh = "case `"`$*`" in 'secret set'*) cat > '$HOME/pushed.txt' ;; esac"
                    kubectl = ''
                    systemctl = "case `"`$*`" in *is-active*) [ ! -e '$HOME/down' ] ;; esac"
                }[$program])
                chmod 700 (Join-Path $bin $program)
            }
            $env:PATH = "$bin$([IO.Path]::PathSeparator)$env:PATH"
            $scripts = (New-Item (Join-Path $HOME scripts) -ItemType Directory).FullName
            Copy-Item (Join-Path $guides hooks/*) $scripts
            chmod 700 $scripts
            Get-ChildItem $scripts | ForEach-Object {
                chmod 700 $_.FullName
                $null = Register-Auth0RotationHook ($_.BaseName) -On Succeeded -ScriptPath $_.FullName -TimeoutSeconds 150 -Required
            }
            $told.hooks = @((Get-Auth0RotationHook).Name)
            $one | New-Auth0SecretRotation billing -Vault Prod -WarningAction Ignore | Out-Null
            Set-Content (Join-Path $HOME down) ''
            $result = Invoke-Auth0SecretRotation billing -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
            $told.status = @($result.Hooks | ForEach-Object { "$_" } | Sort-Object)
            $told.problem = Get-Told $problem
            $told.called = @(Get-Content $log | Sort-Object)
            $told.pushed = (Get-Content (Join-Path $HOME pushed.txt) -Raw).TrimEnd() -ceq (Get-TenantSecret $tenant $one.ClientId)
            $told.leaked = @(Get-ChildItem $env:AUTH0PS_HOME -Recurse -File | Where-Object { (Get-Content $_ -Raw) -clike "*$(Get-TenantSecret $tenant $one.ClientId)*" }).Count +
                @(Get-Content $log | Where-Object { $_ -clike "*$(Get-TenantSecret $tenant $one.ClientId)*" }).Count
            Remove-Item (Join-Path $HOME down)
            $told.repaired = (Test-Auth0RotationHook restart-systemd-unit).Output
'@) -Seconds 300
    }

    It 'has scripts that can be registered as they are, and names all of them' {
        $told.hooks | Should -Be 'push-github-secret', 'restart-app-service', 'restart-kubernetes-deployment', 'restart-systemd-unit'
        $text = Get-Content (Join-Path $guides hooks.md) -Raw
        Get-ChildItem (Join-Path $guides hooks) | ForEach-Object { $text | Should -Match ([regex]::Escape("(hooks/$($_.Name))")) }
        Get-MarkdownFence (Join-Path $guides hooks.md) powershell | ForEach-Object { Get-UnknownPart $_.Code | Should -BeNullOrEmpty }
    }

    It 'restarts, rolls out and pushes after a rotation' {
        $told.called | Should -Contain 'az webapp restart --resource-group shop --name billing-web'
        $told.called | Should -Contain 'az rest --method post --url https://management.azure.com/subscriptions/s/sites/billing-web/config/configreferences/appsettings/refresh?api-version=2022-03-01 --output none'
        $told.called | Should -Contain 'kubectl --namespace shop rollout restart deployment/billing'
        $told.called | Should -Contain 'kubectl --namespace shop rollout status deployment/billing --timeout=150s'
        $told.called | Should -Contain 'systemctl --user restart billing.service'
        $told.called | Should -Contain 'gh secret set AUTH0_CLIENT_SECRET --repo example/billing'
        $told.pushed | Should -BeTrue
        $told.leaked | Should -Be 0
    }

    It 'fails where the unit does not come up again' {
        $told.status | Should -Be 'push-github-secret: Delivered', 'restart-app-service: Delivered', 'restart-kubernetes-deployment: Delivered', 'restart-systemd-unit: Waiting'
        $told.problem | Should -Be 'HookFailed restart-systemd-unit'
        $told.repaired | Should -Be 'billing.service runs with the new secret'
    }
}

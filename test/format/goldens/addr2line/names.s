# A C++ name, and no debug information.
	.text
	.globl	_ZN3geo5clampEi
	.type	_ZN3geo5clampEi, @function
_ZN3geo5clampEi:
	nop
	ret
	.size	_ZN3geo5clampEi, .-_ZN3geo5clampEi

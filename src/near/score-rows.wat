;; The scores of rows for one vector: dot products of 32-bit numbers, four numbers at a time, four rows at a time.
;; Compiled to score-rows.wasm by `npm run wasm`.
(module
  (import "rows" "memory" (memory 1))

  (func $sum (param $four v128) (result f64)
    (f64.promote_f32
      (f32.add
        (f32.add (f32x4.extract_lane 0 (local.get $four)) (f32x4.extract_lane 1 (local.get $four)))
        (f32.add (f32x4.extract_lane 2 (local.get $four)) (f32x4.extract_lane 3 (local.get $four))))))

  ;; All but $count are addresses or sizes in bytes.
  ;; $rows:   where row 0 begins; a multiple of 16, as $width is
  ;; $slots:  which rows, as 32-bit numbers
  ;; $count:  how many of them: a multiple of 4
  ;; $vector: $width bytes
  ;; $into:   a 64-bit number for each row asked for
  (func (export "scoreRows")
    (param $rows i32) (param $width i32) (param $slots i32) (param $count i32) (param $vector i32) (param $into i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $sumA v128) (local $sumB v128) (local $sumC v128) (local $sumD v128)
    (local $place i32) (local $numbers v128)
    (block $done
      (loop $fourRows
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $a (i32.add (local.get $rows) (i32.mul (local.get $width) (i32.load (local.get $slots)))))
        (local.set $b (i32.add (local.get $rows) (i32.mul (local.get $width) (i32.load offset=4 (local.get $slots)))))
        (local.set $c (i32.add (local.get $rows) (i32.mul (local.get $width) (i32.load offset=8 (local.get $slots)))))
        (local.set $d (i32.add (local.get $rows) (i32.mul (local.get $width) (i32.load offset=12 (local.get $slots)))))
        (local.set $sumA (v128.const f32x4 0 0 0 0))
        (local.set $sumB (v128.const f32x4 0 0 0 0))
        (local.set $sumC (v128.const f32x4 0 0 0 0))
        (local.set $sumD (v128.const f32x4 0 0 0 0))
        (local.set $place (i32.const 0))
        (loop $fourNumbers
          (local.set $numbers (v128.load (i32.add (local.get $vector) (local.get $place))))
          (local.set $sumA (f32x4.add (local.get $sumA)
            (f32x4.mul (local.get $numbers) (v128.load (i32.add (local.get $a) (local.get $place))))))
          (local.set $sumB (f32x4.add (local.get $sumB)
            (f32x4.mul (local.get $numbers) (v128.load (i32.add (local.get $b) (local.get $place))))))
          (local.set $sumC (f32x4.add (local.get $sumC)
            (f32x4.mul (local.get $numbers) (v128.load (i32.add (local.get $c) (local.get $place))))))
          (local.set $sumD (f32x4.add (local.get $sumD)
            (f32x4.mul (local.get $numbers) (v128.load (i32.add (local.get $d) (local.get $place))))))
          (local.set $place (i32.add (local.get $place) (i32.const 16)))
          (br_if $fourNumbers (i32.lt_u (local.get $place) (local.get $width))))
        (f64.store (local.get $into) (call $sum (local.get $sumA)))
        (f64.store offset=8 (local.get $into) (call $sum (local.get $sumB)))
        (f64.store offset=16 (local.get $into) (call $sum (local.get $sumC)))
        (f64.store offset=24 (local.get $into) (call $sum (local.get $sumD)))
        (local.set $slots (i32.add (local.get $slots) (i32.const 16)))
        (local.set $into (i32.add (local.get $into) (i32.const 32)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $fourRows)))))
